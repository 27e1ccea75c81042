import { type Bounds, boundsMeet } from '../../../kernel/place/index.ts'
import { type AnyShape, extentOf, type Json, type LayerCondition } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query } from '../../base/index.ts'
import { expanded } from '../features/layer.ts'
import type { Observations } from '../observations/index.ts'
import { valueIn } from '../store/told.ts'
import { type PastQuestion, type PastRow, pastRows } from './past-rows.ts'

/** A thing as it was at a moment: where it stood, what its attributes were by expanded name. */
export type PastThing = {
  readonly key: number
  readonly id: string
  readonly title: Words | null
  readonly types: readonly string[]
  readonly shape: AnyShape
  /** West, south, east and north of it. */
  readonly extent: Bounds
  readonly values: Readonly<Record<string, Json>>
  /** When its newest reading until then was taken, epoch ms; nothing where it has none. */
  readonly readAt?: number
}

/** A point that did not move since, where it is drawn in the tile that was asked for. */
export type PastSpot = Omit<PastThing, 'shape' | 'extent' | 'readAt'> & { readonly spot: readonly [number, number] }

/** A part of the city as it was. */
export type PastState = {
  readonly things: readonly PastThing[]
  /** Only where a tile was asked for: then these are not among the others. */
  readonly spots: readonly PastSpot[]
  readonly hasMore: boolean
  /** Key of the last one that was looked at. */
  readonly last: number
}

/**
 * The things of a layer in a box as they were at an instant: those that stood there then, also if they have moved or are gone.
 * Attributes are what was known then; numbers of devices are the last reading before. What was entered later, but has readings
 * from before, was there.
 */
export async function stateAt(
  on: Query,
  observations: Pick<Observations, 'moment'>,
  question: PastQuestion,
): Promise<PastState> {
  const { layer, bounds, at, limit, after = 0 } = question
  const names = question.names && [
    ...question.names,
    ...(layer.where ?? []).map(({ attribute }) => expanded(attribute)),
  ]
  const rows = await pastRows(on, { ...question, names })
  const shown = rows.slice(0, limit)
  const series = shown.flatMap(({ known }) => known.flatMap(([, , one]) => (one === null ? [] : [one])))
  const readings = series.length === 0 ? undefined : await observations.moment(series, Date.parse(at))
  const spots: PastSpot[] = []
  const things = shown.flatMap((row): PastThing[] => {
    if (row.spot) {
      const values = valuesNow(row, names ?? [])
      if (meets(values, layer.where))
        spots.push({ key: row.key, id: row.id, title: row.title, types: row.types, values, spot: row.spot })
      return []
    }
    const then = row.isStill ? { values: valuesNow(row, names ?? []) } : asThen(row, readings)
    const { shape } = row
    const extent = shape && extentOf(shape)
    if (!then || !extent || !boundsMeet(extent, bounds) || !meets(then.values, layer.where)) return []
    const { key, id, title, types } = row
    return [{ key, id, title, types, extent, shape, ...then }]
  })
  return { things, spots, hasMore: rows.length > limit, last: shown.at(-1)?.key ?? after }
}

type Then = Pick<PastThing, 'values' | 'readAt'>

/** What a thing said that is as it was. */
function valuesNow({ told }: PastRow, names: readonly string[]): PastThing['values'] {
  const values: Record<string, Json> = {}
  for (const name of names) {
    const found = valueIn(told, name)
    if (found !== undefined) values[name] = found
  }
  return values
}

/** A thing by what was known of it. */
function asThen({ known: all, isLate }: PastRow, readings: Awaited<ReturnType<Observations['moment']>> | undefined) {
  const read = (one: number | null): number | undefined => (one === null ? undefined : readings?.get(one)?.value)
  // Of what was entered later only its readings are of that time; what it is called and where it stands is as it was entered.
  const known = all.filter(([, , one]) => !isLate || one === null || read(one) !== undefined)
  if (isLate && !known.some(([, , one]) => one !== null)) return undefined
  const values: Record<string, Json> = {}
  let readAt = Number.NEGATIVE_INFINITY
  for (const [name, value, one] of known) {
    values[name] = read(one) ?? value
    if (one !== null) readAt = Math.max(readAt, readings?.get(one)?.at ?? readAt)
  }
  return { values, ...(Number.isFinite(readAt) && { readAt }) } satisfies Then
}

const tests: Readonly<
  Record<LayerCondition['is'], (a: string | number | boolean, b: string | number | boolean) => boolean>
> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** Did the conditions of the layer hold then? Values of another kind than asked for meet none. */
const meets = (values: Readonly<Record<string, Json>>, where: readonly LayerCondition[] = []): boolean =>
  where.every(({ attribute, is, value }) => {
    const own = values[expanded(attribute)]
    return (
      (typeof own === 'string' || typeof own === 'number' || typeof own === 'boolean') &&
      typeof own === typeof value &&
      tests[is](own, value)
    )
  })
