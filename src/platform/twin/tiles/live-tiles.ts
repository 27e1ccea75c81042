import { PassThrough, type Readable } from 'node:stream'
import { type RawBuilder, sql } from 'kysely'
import { type Bounds, fromMercator, mercatorBox } from '../../../kernel/place/index.ts'
import type { LayerDeclaration } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type Base, plannedAnew, type Query } from '../../base/index.ts'
import type { Changes } from '../changes.ts'
import { expanded, layerSql, toldInTiles } from '../features/layer.ts'
import type { ChangedSeries, Observations } from '../observations/index.ts'
import type { Sight } from '../sight.ts'
import { valueSql } from './read-tile.ts'

/** Changes are told at most so often; a round that costs more is followed by a longer rest. */
const pause = 250
/** Series of a frame that are followed; a frame of more shows clusters, whose counts do not change by readings. */
const mostSeries = 20_000
/** Entities that are looked at in one round; more at once, and the tiles are to be read anew. */
const mostEntities = 2_000
/** A stream ends after so long, and is asked for anew: rights that changed hold from then on. */
const life = 60_000
const mostStreams = 500
const mostWaiting = 1_000_000

type Parts = {
  readonly base: Pick<Base, 'db' | 'log'>
  readonly changes: Pick<Changes, 'onTold'>
  readonly observations: Pick<Observations, 'onChange' | 'lastValue'>
}

/** Somebody who looks at layers within a frame. */
type Watching = { readonly layers: readonly LayerDeclaration[]; readonly bounds: Bounds; readonly sight: Sight }

type Followed = { readonly layer: string; readonly key: number; readonly term: string }
type Stream = Watching & {
  readonly out: PassThrough
  readonly followed: Map<number, readonly Followed[]>
  readonly keys: Set<number>
  hasMissed: boolean
}

/** What is told of a thing: its place where it was written anew, and the values that changed. */
export type LiveThing = {
  readonly key: number
  readonly id?: string
  readonly zh?: string
  readonly en?: string
  /** WGS 84; only of things that are points. */
  readonly point?: readonly [lng: number, lat: number]
  readonly gone?: true
  readonly values: Readonly<Record<string, unknown>>
}

/** One message: things by layer; `again` where the tiles themselves are to be read anew. */
export type LiveTold = { readonly layers: Readonly<Record<string, readonly LiveThing[]>>; readonly again?: true }

/**
 * Tells those who look at the map of what changes in their frame, as server-sent events over the tiles they have: readings
 * from memory, without a question to the database; entities that were written with one question a stream.
 */
export class LiveTiles {
  readonly #parts: Parts
  readonly #streams = new Set<Stream>()
  #series = new Set<number>()
  #entities = new Set<string>()
  #again = false
  #timer: NodeJS.Timeout | undefined
  readonly #quiet: (() => void)[]

  constructor(parts: Parts) {
    this.#parts = parts
    this.#quiet = [
      parts.observations.onChange((changed) => this.#hear(changed)),
      parts.changes.onTold((told) => {
        if (this.#streams.size === 0) return
        if (told === undefined) this.#again = true
        else if (told.tenant === '') for (const id of told.ids) this.#entities.add(id)
        this.#later()
      }),
    ]
  }

  /** Ends all streams: whoever looks asks again. */
  stop(): void {
    for (const quiet of this.#quiet) quiet()
    clearTimeout(this.#timer)
    for (const { out } of this.#streams) out.end()
  }

  /** A stream of what changes from now on. It ends by itself. */
  async open(watching: Watching): Promise<Readable> {
    const out = new PassThrough()
    if (this.#streams.size >= mostStreams) {
      out.end('retry: 30000\n\n')
      return out
    }
    const stream: Stream = { ...watching, out, followed: new Map(), keys: new Set(), hasMissed: false }
    this.#streams.add(stream)
    const end = setTimeout(() => out.end(), life)
    out.once('close', () => {
      clearTimeout(end)
      this.#streams.delete(stream)
    })
    for (const layer of watching.layers) await this.#follow(stream, layer)
    out.write('retry: 500\n\n')
    return out
  }

  #hear({ series, length }: ChangedSeries): void {
    if (this.#streams.size === 0) return
    for (let row = 0; row < length; row++) this.#series.add(series[row] as number) // within the column
    this.#later()
  }

  #later(wait = 0): void {
    this.#timer ??= setTimeout(() => void this.#round(), wait)
  }

  async #round(): Promise<void> {
    const [series, entities, again] = [this.#series, this.#entities, this.#again]
    this.#series = new Set()
    this.#entities = new Set()
    this.#again = false
    const begun = performance.now()
    try {
      for (const stream of this.#streams) await this.#tell(stream, series, [...entities], again)
    } catch (cause) {
      // Nothing is lost but time: the tiles are read anew.
      this.#parts.base.log.warn('what changed could not be told to the map', { cause })
      this.#again = true
    }
    this.#timer = undefined
    if (this.#series.size > 0 || this.#entities.size > 0 || this.#again)
      this.#later(Math.max(pause, (performance.now() - begun) * 3))
  }

  async #tell(stream: Stream, series: ReadonlySet<number>, ids: readonly string[], again: boolean): Promise<void> {
    if (stream.out.writableEnded) return
    // Who reads too slowly is told to read anew once he is through.
    if (stream.out.writableLength > mostWaiting) stream.hasMissed = true
    if (stream.hasMissed && stream.out.writableLength > 0) return
    const layers = this.#readings(stream, series)
    const isTooMany = ids.length > mostEntities
    if (ids.length > 0 && !isTooMany)
      for (const layer of stream.layers) {
        const written = await entitiesOf(this.#parts.base.db, stream, layer, ids)
        if (written.length > 0) layers[layer.id] = [...(layers[layer.id] ?? []), ...written]
        // A thing that came into the frame is followed from now on.
        if (written.some(({ key }) => !stream.keys.has(key))) await this.#follow(stream, layer, ids)
      }
    const isAgain = again || isTooMany || stream.hasMissed
    stream.hasMissed = false
    if (!isAgain && Object.keys(layers).length === 0) return
    const told: LiveTold = { layers, ...(isAgain && { again: true }) }
    stream.out.write(`data: ${JSON.stringify(told)}\n\n`)
  }

  /** What is known from memory: the newest numbers of the series that are followed. */
  #readings({ followed }: Stream, series: ReadonlySet<number>): Record<string, LiveThing[]> {
    const things = new Map<string, { layer: string; key: number; values: Record<string, unknown> }>()
    for (const one of followed.size < series.size ? followed.keys() : series) {
      if (!series.has(one)) continue
      for (const { layer, key, term } of followed.get(one) ?? []) {
        const name = `${layer} ${key}`
        const thing = things.get(name) ?? { layer, key, values: {} }
        things.set(name, thing)
        thing.values[term] = this.#parts.observations.lastValue(one)
      }
    }
    const layers: Record<string, LiveThing[]> = {}
    for (const [layer, mine] of Map.groupBy(things.values(), (thing) => thing.layer))
      layers[layer] = mine.map(({ layer: _, ...thing }) => thing)
    return layers
  }

  /** Follows the series of a layer's things within the frame; with `ids`, of these alone. */
  async #follow(stream: Stream, layer: LayerDeclaration, ids?: readonly string[]): Promise<void> {
    const terms = new Map(toldInTiles(layer).map((term) => [expanded(term), term]))
    if (terms.size === 0 || stream.followed.size >= mostSeries) return
    const { rows } = await sql<{
      series: number
      name: string
      key: number
    }>`${plannedAnew} select s.id as series, s.name, e.key
      from twin.entity e join twin.series s on s.entity = e.key
      where ${within(stream, layer)} and s.dataset = '' and s.name = any(${[...terms.keys()]}::text[])
        and (${ids === undefined} or e.id = any(${ids ?? []}::text[])) limit ${mostSeries}`.execute(this.#parts.base.db)
    for (const { series, name, key } of rows) {
      stream.keys.add(key)
      const follows = stream.followed.get(series) ?? []
      if (!follows.some((one) => one.layer === layer.id))
        stream.followed.set(series, [...follows, { layer: layer.id, key, term: terms.get(name) ?? name }])
    }
  }
}

function within({ bounds, sight }: Watching, layer: LayerDeclaration): RawBuilder<boolean> {
  const [[x0, y0], [x1, y1]] = mercatorBox(bounds)
  return sql<boolean>`e.tenant = '' and e.box && ${`(${x1},${y1}),(${x0},${y0})`}::box and ${layerSql(layer)} and ${sight.sql('e')}`
}

type Row = {
  readonly key: number
  readonly id: string
  readonly x: number
  readonly y: number
  readonly isPoint: boolean
  readonly title: Words | null
  readonly values: readonly unknown[] | null
}

/** Entities of a layer that were written, as they are now. Those that were deleted are told by their numbers. */
async function entitiesOf(
  on: Query,
  stream: Stream,
  layer: LayerDeclaration,
  ids: readonly string[],
): Promise<readonly LiveThing[]> {
  const each = toldInTiles(layer).map((name) => valueSql(expanded(name)))
  const told = each.length === 0 ? sql`null::jsonb` : sql`jsonb_build_array(${sql.join(each)})`
  const { rows } =
    await sql<Row>`${plannedAnew} select e.key, e.id, e.at[0] as x, e.at[1] as y, e.box[0] ~= e.box[1] as "isPoint", e.title,
      ${told} as values from twin.entity e where ${within(stream, layer)} and e.id = any(${ids}::text[])`.execute(on)
  const { rows: gone } = await sql<{ key: number }>`select e.key from twin.entity e
    where e.tenant = '' and e.id = any(${ids}::text[]) and e.deleted_at is not null and ${stream.sight.sql('e')}`.execute(
    on,
  )
  return [
    ...rows.map(({ key, id, x, y, isPoint, title, values }): LiveThing => {
      const { lng, lat } = fromMercator([x, y])
      const known = Object.fromEntries(toldInTiles(layer).map((term, index) => [term, values?.[index] ?? null]))
      return {
        key,
        id,
        ...(title && { zh: title.zh, en: title.en }),
        ...(isPoint && { point: [lng, lat] }),
        values: known,
      }
    }),
    ...gone.map(({ key }): LiveThing => ({ key, gone: true, values: {} })),
  ]
}
