import { extentOf, type Json } from '../../../kernel/twin/index.ts'
import { type Query, writeCsv } from '../../base/index.ts'
import type { Observations } from '../observations/index.ts'
import type { PastQuestion } from './past-rows.ts'
import { type PastThing, stateAt } from './state-at.ts'

/** Things that are read at once. */
const page = 5_000

const lastName = (name: string): string => /[^/#]*$/.exec(name)?.[0] || name

type Source = { readonly on: Query; readonly observations: Pick<Observations, 'moment'> }

/** All things of a layer in a box at a moment, however many, as CSV: read page by page, only while somebody takes them. */
export function thingsCsv(source: Source, question: Omit<PastQuestion, 'limit' | 'after'>): AsyncGenerator<Buffer> {
  return writeCsv(rowsOf(source, question))
}

async function* rowsOf({ on, observations }: Source, question: Omit<PastQuestion, 'limit' | 'after'>) {
  let after = 0
  let names: readonly string[] | undefined
  for (;;) {
    const { things, hasMore, last } = await stateAt(on, observations, { ...question, limit: page, after })
    // What the first page knows are the columns: things of a layer are alike, and a file has one heading.
    if (names === undefined) {
      names = columnsOf(things)
      yield ['id', 'title_zh', 'title_en', 'types', 'longitude', 'latitude', ...names.map(lastName)]
    }
    for (const { id, title, types, shape, values } of things) {
      const [west = 0, south = 0, east = 0, north = 0] = extentOf(shape) ?? []
      const place = [(west + east) / 2, (south + north) / 2]
      const told = names.map((name) => cellOf(values[name]))
      yield [id, title?.zh ?? '', title?.en ?? '', types.map(lastName).join(' '), ...place, ...told]
    }
    if (!hasMore) return
    after = last
  }
}

const columnsOf = (things: readonly PastThing[]): readonly string[] =>
  [...new Set(things.flatMap(({ values }) => Object.keys(values)))].sort()

const cellOf = (value: Json | undefined): string | number | boolean =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : value
