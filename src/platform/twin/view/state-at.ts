import { sql } from 'kysely'
import { type Bounds, boundsMeet, mercatorBox } from '../../../kernel/place/index.ts'
import {
  type AnyShape,
  extentOf,
  type Json,
  type LayerCondition,
  type LayerDeclaration,
  locationName,
} from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
import { expanded, layerSql } from '../features/layer.ts'
import type { Observations } from '../observations/index.ts'
import type { Sight } from '../sight.ts'

/** A thing as it was at a moment: where it stood, what its attributes were by expanded name. */
export type PastThing = {
  readonly key: number
  readonly id: string
  readonly title: Words | null
  readonly types: readonly string[]
  readonly shape: AnyShape
  readonly values: Readonly<Record<string, Json>>
  /** When its newest reading until then was taken, epoch ms; nothing where it has none. */
  readonly readAt?: number
}

type Row = Omit<PastThing, 'shape' | 'values' | 'readAt'> & {
  /** Was it entered here after the moment? Then its readings must show that it was there. */
  readonly isLate: boolean
  readonly attributes: readonly { readonly name: string; readonly value: Json; readonly series: number | null }[] | null
}

/** Which moment of which part of the city. */
export type PastQuestion = {
  readonly layer: LayerDeclaration
  readonly sight: Sight
  readonly bounds: Bounds
  readonly at: string
  readonly limit: number
  /** Only things from behind the one with this key: the next page. */
  readonly after?: number
}

/**
 * The things of a layer in a box as they were at an instant: those that stood there then, also if they have moved or are gone.
 * Attributes are what was known then; numbers of devices are the last reading before. What was entered later, but has readings
 * from before, was there.
 */
export async function stateAt(
  on: Query,
  observations: Pick<Observations, 'moment'>,
  { layer, sight, bounds, at, limit, after = 0 }: PastQuestion,
): Promise<{ readonly things: readonly PastThing[]; readonly hasMore: boolean; readonly last: number }> {
  const [[x0, y0], [x1, y1]] = mercatorBox(bounds)
  const box = sql`${`(${x1},${y1}),(${x0},${y0})`}::box`
  // What stands there now may have stood there then; what stood there then and moved is found by where it stood (0115-past-places.sql).
  const { rows } = await sql<Row>`${plannedAnew} with there as materialized (
      select e.key from twin.entity e where e.box && ${box}
      union select m.entity from twin.moment m where m.name = ${sql.lit(locationName)} and twin.mercator_box(m.value) && ${box}
        and tstzrange(least(m.modified_at, m.ended_at), m.ended_at) @> ${at}::timestamptz and m.ended_at > ${at}::timestamptz
    ), e as materialized (
      select e.key, e.id, e.title, e.types, e.created_at > ${at}::timestamptz as "isLate" from there join twin.entity e using (key)
      where e.tenant = '' and e.key > ${after} and ${layerSql(layer, at)} and ${sight.sql('e')}
      order by e.key limit ${limit + 1}
    )
    select e.*, (select json_agg(json_build_object('name', p.name, 'value', p.value, 'series', s.id)) from (
        select a.name, a.value from twin.attribute a where a.entity = e.key and a.dataset = '' and (a.modified_at <= ${at}::timestamptz or e."isLate")
        union all
        select m.name, m.value from twin.moment m where m.entity = e.key and m.dataset = '' and m.modified_at <= ${at}::timestamptz
          and m.ended_at > ${at}::timestamptz and m.ended_at > m.modified_at
      ) p left join twin.series s on s.entity = e.key and s.name = p.name and s.dataset = '') as attributes
    from e order by e.key`.execute(on)
  const shown = rows.slice(0, limit)
  const series = shown.flatMap(({ attributes }) =>
    (attributes ?? []).flatMap((one) => (one.series === null ? [] : [one.series])),
  )
  const readings = series.length === 0 ? undefined : await observations.moment(series, Date.parse(at))
  const things = shown.flatMap(({ attributes, isLate, ...thing }): PastThing[] => {
    const read = (one: number | null): number | undefined => (one === null ? undefined : readings?.get(one)?.value)
    // Of what was entered later only its readings are of that time; what it is called and where it stands is as it was entered.
    const known = (attributes ?? []).filter(({ series: one }) => !isLate || one === null || read(one) !== undefined)
    if (isLate && !known.some(({ series: one }) => one !== null)) return []
    const values = Object.fromEntries(known.map(({ name, value, series: one }) => [name, read(one) ?? value]))
    // What is kept under this name was checked to be a geometry when it came in.
    const shape = values[locationName] as unknown as AnyShape | undefined
    const extent = shape && extentOf(shape)
    if (!shape || !extent || !boundsMeet(extent, bounds) || !meets(values, layer.where)) return []
    const { [locationName]: _, ...others } = values
    const taken = known.flatMap(({ series: one }) =>
      one === null ? [] : [readings?.get(one)?.at ?? Number.NEGATIVE_INFINITY],
    )
    const readAt = Math.max(...taken)
    return [{ ...thing, shape, values: others, ...(Number.isFinite(readAt) && { readAt }) }]
  })
  return { things, hasMore: rows.length > limit, last: shown.at(-1)?.key ?? after }
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
