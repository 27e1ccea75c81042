import type { Json } from '../entity.ts'
import { badData } from '../errors.ts'

/** The most that one entity may hold; beyond it a document is refused. */
export const limits = {
  /** Attributes of an entity, and of an attribute. */
  attributes: 1_000,
  /** Levels of attributes of attributes. */
  levels: 8,
  /** Levels of arrays and objects inside a value. */
  depth: 32,
  /** Characters of a name or identifier. */
  name: 1_024,
  /** Positions of one geometry. */
  positions: 50_000,
} as const

/** Refuses values that are nested too deeply or hold numbers that JSON cannot say. @throws BadRequestData */
export function checkValue(name: string, value: Json, depth = 0): void {
  if (depth > limits.depth) throw badData(`The value of ${name} is nested more than ${limits.depth} levels`)
  if (typeof value === 'number' && !Number.isFinite(value)) throw badData(`The value of ${name} is not a finite number`)
  if (typeof value !== 'object' || value === null) return
  for (const inner of Array.isArray(value) ? value : Object.values(value)) checkValue(name, inner, depth + 1)
}
