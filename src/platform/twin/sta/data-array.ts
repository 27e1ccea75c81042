import { sql } from 'kysely'
import { bad } from './error.ts'
import { kindOf } from './kinds/kinds.ts'
import type { EntityKind } from './model.ts'
import type { Options } from './options.ts'
import { keyOf, type Reading, type Shown } from './read.ts'

type StreamOf = { readonly id: string; readonly datastream: number | null; readonly multi: number | null }

/** Observations as rows of values, by the stream they belong to (§12.1). @throws StaError 400 for what is no Observation */
export async function dataArrays(
  { on, root }: Reading,
  kind: EntityKind,
  value: readonly Shown[],
  { select }: Options,
): Promise<readonly object[]> {
  if (kind.set !== 'Observations') throw bad('$resultFormat=dataArray is for Observations')
  const all = ['id', ...Object.keys(kind.properties)]
  const components = select && !select.includes('*') ? all.filter((name) => select.includes(name)) : all
  const ids = value.map((one) => String(one['@iot.id']))
  const { rows } =
    await sql<StreamOf>`select o.id, o.datastream, o.multi from ${kind.source} o where o.id = any(${ids}::text[])`.execute(
      on,
    )
  const streams = new Map(rows.map((row) => [row.id, streamLink(row, root)]))
  const groups = Map.groupBy(value, (one) => streams.get(String(one['@iot.id'])) ?? '')
  return [...groups].map(([link, members]) => {
    const dataArray = members.map((one) =>
      components.map((name) => (name === 'id' ? one['@iot.id'] : (one[name] ?? null))),
    )
    const name = link.includes('/MultiDatastreams(') ? 'MultiDatastream' : 'Datastream'
    return { [`${name}@iot.navigationLink`]: link, components, 'dataArray@iot.count': dataArray.length, dataArray }
  })
}

const streamLink = ({ datastream, multi }: StreamOf, root: string): string =>
  multi === null
    ? `${root}/${keyOf(kindOf('Datastreams'), datastream)}`
    : `${root}/${keyOf(kindOf('MultiDatastreams'), multi)}`
