import { type RawBuilder, sql } from 'kysely'
import { type Attributes, defaultVocabulary, type Json, locationName } from '../../../kernel/twin/index.ts'

type Short = string | number | boolean

/** Short values by name; an empty list stands for one that is not short. */
export type Told = Readonly<Record<string, Short | readonly []>>

const longestValue = 120
/** Characters of JSON for all values of a thing: what is longer makes every look at the thing dearer. */
const longestTold = 800

/** A name as it is kept: terms that no context defines without their vocabulary. */
function keyOf(name: string): string {
  const term = name.startsWith(defaultVocabulary) ? name.slice(defaultVocabulary.length) : name
  // With a colon it could be the name of another vocabulary.
  return term.includes(':') ? name : term
}

const isShort = (value: unknown): value is Short =>
  typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length <= longestValue)

/** What is kept with an entity for maps (0121-told.sql); null where it would be long. */
export function toldOf(attributes: Attributes): Told | null {
  const told: Record<string, Short | readonly []> = Object.create(null)
  for (const [name, instances] of Object.entries(attributes)) {
    const plain = instances.find(({ dataset }) => dataset === '')
    if (plain && name !== locationName) told[keyOf(name)] = isShort(plain.value) ? plain.value : []
  }
  return JSON.stringify(told).length > longestTold ? null : told
}

/** An attribute's value of entity `e` by what is kept with it; `asked` where that does not say it. */
export function toldSql(name: string, asked: RawBuilder<unknown>): RawBuilder<unknown> {
  if (name === locationName) return asked
  const value = sql`e.told -> ${keyOf(name)}`
  return sql`case when jsonb_typeof(e.told) = 'object' and jsonb_typeof(${value}) is distinct from 'array' then ${value} else ${asked} end`
}

/** Does what is kept with entity `e` say all of these attributes? Where it stands its geometry says. */
export function toldWhole(names: readonly string[]): RawBuilder<unknown> {
  const each = names
    .filter((name) => name !== locationName)
    .map((name) => sql` and jsonb_typeof(e.told -> ${keyOf(name)}) is distinct from 'array'`)
  return sql`jsonb_typeof(e.told) = 'object' and e.geometry is not null${sql.join(each, sql``)}`
}

/** The value of an attribute by what was kept. */
export const valueIn = (told: Told | null, name: string): Json | undefined => told?.[keyOf(name)]

/** Entities with readings tell of nothing by themselves any more: what they show changes without their being written. */
export const silenced = sql.raw(`'[]'::jsonb`)
