import { sql } from 'kysely'
import { distance, type Point } from '../../../kernel/place/index.ts'
import {
  type CombinedInput,
  type CombinedRule,
  combinedFaults,
  combinedHolds,
  combinedWords,
  type Figures,
  foreseenOf,
  SlidingWindow,
} from '../../../kernel/things/index.ts'
import { type Base, plannedAnew, type Tx } from '../../base/index.ts'
import type { ObservationColumns } from '../../twin/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import { thingsErrors } from '../errors.ts'
import { eachFit } from '../ingest/ingest.ts'
import type { AlarmPlace } from './alarm-event.ts'
import { AlarmTeller } from './alarm-teller.ts'
import type { AlarmWords } from './keep-alarms.ts'
import { type Feed, saySuspects } from './suspects.ts'

/** A place at which a rule is asked: a device, and what each input reads there. */
type Place = {
  readonly rule: CombinedRule
  readonly device: LiveDevice
  /** The series under which its alarms are kept: the first of the device. */
  readonly series: number
  readonly feeds: Readonly<Record<string, readonly Feed[]>>
  lookedAt: number
}

/**
 * Asks rules over several measures near a place, in memory, as readings come: constant time a reading. Alarms go out like those of
 * single measures, with the figures that led to them.
 */
export class Foreseer {
  readonly #base: Base
  readonly #fleet: Fleet
  readonly #rules: readonly CombinedRule[]
  /** By rule, input and series: they outlive a new layout. */
  readonly #windows = new Map<string, Feed>()
  #bySeries = new Map<number, { readonly feeds: readonly Feed[]; readonly places: readonly Place[] }>()
  #open = new Set<string>()
  #isStale = true
  /** What comes while devices are laid out anew: it waits its turn. */
  #waiting: (readonly [series: number, at: number, value: number])[] = []
  #laying: Promise<void> | undefined
  readonly #teller: AlarmTeller

  /** @throws things.rule when a pack's rule is not right */
  constructor(base: Base, fleet: Fleet, rules: readonly CombinedRule[]) {
    this.#base = base
    this.#fleet = fleet
    this.#rules = rules
    this.#teller = new AlarmTeller(base)
    const profiles = new Map([...fleet.profiles].map(([name, { profile }]) => [name, profile]))
    for (const rule of rules) {
      const faults = combinedFaults(rule, profiles)
      if (faults.length > 0) throw thingsErrors.make('things.rule', { name: rule.name }, { faults })
    }
  }

  async start(): Promise<void> {
    if (this.#rules.length === 0) return
    const { rows } = await sql<{ rule: string; series: number }>`select rule, series from things.alarm
      where cleared_at is null and rule = any(${this.#rules.map(({ name }) => name)}::text[])`.execute(this.#base.db)
    this.#open = new Set(rows.map(({ rule, series }) => `${rule} ${series}`))
    this.#fleet.onChange(() => {
      this.#isStale = true
    })
    await this.#lay()
  }

  /** Settles when everything that was found is told. */
  async settled(): Promise<void> {
    await this.#laying
    await this.#teller.settled()
  }

  /** As `settled`, but does not wait for a database that is away. */
  async stop(): Promise<void> {
    await this.#laying
    await this.#teller.stop()
  }

  /** Takes rows that are kept. */
  take(columns: ObservationColumns): void {
    if (this.#rules.length === 0) return
    if (this.#isStale) this.#layAgain()
    if (this.#laying) return void eachFit(columns, (...reading) => this.#waiting.push(reading))
    this.#takeEach((take) => eachFit(columns, take))
  }

  /** Takes readings into their windows, and looks at every place that reads them. */
  #takeEach(all: (take: (series: number, at: number, value: number) => void) => void): void {
    const asked = new Map<Place, number>()
    all((series, at, value) => {
      const known = this.#bySeries.get(series)
      if (!known) return
      for (const feed of known.feeds) {
        if (at <= feed.newest) continue
        add(feed, at, value)
      }
      for (const place of known.places) asked.set(place, Math.max(at, asked.get(place) ?? 0))
    })
    for (const [place, at] of asked) this.#look(place, at)
  }

  #layAgain(): void {
    this.#laying ??= this.#lay()
      .catch((cause: unknown) => {
        this.#isStale = true
        this.#base.log.warn('combined rules could not be laid out', { cause })
      })
      .finally(() => {
        this.#laying = undefined
        const waiting = this.#waiting
        this.#waiting = []
        this.#takeEach((take) => {
          for (const reading of waiting) take(...reading)
        })
      })
  }

  /** Which devices each place reads: those near it now. */
  async #lay(): Promise<void> {
    this.#isStale = false
    const wanted = new Set(
      this.#rules.flatMap(({ at, inputs }) => [at, ...Object.values(inputs).map(({ profile }) => profile)]),
    )
    const { rows } = await sql<{
      key: number
      lng: number | null
      lat: number | null
    }>`select key, lng, lat from things.device
      where profile = any(${[...wanted]}::text[]) and state = 'active' order by key`.execute(this.#base.db)
    const devices = rows.flatMap(({ key, lng, lat }) => {
      const device = this.#fleet.byKey(key)
      return device ? [{ device, point: lng === null || lat === null ? undefined : { lng, lat } }] : []
    })
    const bySeries = new Map<number, { feeds: Set<Feed>; places: Place[] }>()
    const known = new Set(this.#windows.values())
    for (const rule of this.#rules)
      for (const { device, point } of devices.filter((one) => one.device.ready.profile.name === rule.at)) {
        const feeds = Object.fromEntries(
          Object.entries(rule.inputs).map(([name, input]) => [
            name,
            input.within === undefined
              ? this.#feedsOf(rule, name, input, [device])
              : this.#feedsOf(rule, name, input, nearest(devices, input, point)),
          ]),
        )
        const place: Place = { rule, device, series: device.series.find((one) => one > 0) ?? 0, feeds, lookedAt: 0 }
        for (const feed of Object.values(feeds).flat()) {
          const read = bySeries.get(feed.series) ?? { feeds: new Set(), places: [] }
          read.feeds.add(feed)
          read.places.push(place)
          bySeries.set(feed.series, read)
        }
      }
    // What was switched off is told by whoever did: see `setState`.
    const names = new Set([...bySeries.values()].flatMap(({ places }) => places.map(nameOf)))
    for (const name of this.#open) if (!names.has(name)) this.#open.delete(name)
    const fresh = [...this.#windows.values()].filter((feed) => !known.has(feed))
    await this.#fillWindows(fresh)
    this.#bySeries = new Map(
      [...bySeries].map(([series, { feeds, places }]) => [series, { feeds: [...feeds], places: [...new Set(places)] }]),
    )
    // What was observed before may be alarming already, or no longer.
    const asked = new Map<Place, number>()
    for (const { series, newest } of fresh)
      for (const place of this.#bySeries.get(series)?.places ?? [])
        if (Number.isFinite(newest)) asked.set(place, Math.max(newest, asked.get(place) ?? 0))
    for (const [place, at] of asked) this.#look(place, at)
  }

  /** Fills new windows with what was observed before: a rule goes on where it was when the process starts anew. */
  async #fillWindows(fresh: readonly Feed[]): Promise<void> {
    const reach = new Map<number, number>()
    for (const { series, seconds } of fresh) reach.set(series, Math.max(seconds, reach.get(series) ?? 0))
    if (reach.size === 0) return
    const { rows } = await sql<{ series: number; at: number; value: number }>`${plannedAnew}
      select w.series, (extract(epoch from o.at) * 1000)::float8 as at, o.value
      from unnest(${`{${[...reach.keys()].join(',')}}`}::int[], ${`{${[...reach.values()].join(',')}}`}::float8[]) as w (series, seconds)
      cross join lateral (select at, value from twin.observation
        where series = w.series and at > to_timestamp(${this.#base.now() / 1_000}) - make_interval(secs => w.seconds) and quality & 3 = 0
        order by at desc limit ${mostReadings}) o
      order by w.series, o.at`.execute(this.#base.db)
    const bySeries = new Map<number, Feed[]>()
    for (const feed of fresh) bySeries.set(feed.series, [...(bySeries.get(feed.series) ?? []), feed])
    for (const { series, at, value } of rows)
      for (const feed of bySeries.get(series) ?? []) if (at > feed.newest) add(feed, at, value)
  }

  #feedsOf(rule: CombinedRule, name: string, input: CombinedInput, from: readonly LiveDevice[]): readonly Feed[] {
    return from.flatMap((device) => {
      const series = device.series[device.ready.names.indexOf(input.measure)] ?? 0
      if (series === 0) return []
      const key = `${rule.name} ${name} ${series}`
      const made: Feed = this.#windows.get(key) ?? {
        ...{ series, device, newest: Number.NEGATIVE_INFINITY, last: Number.NaN },
        seconds: Math.max(input.window, 60),
        window: input.window > 0 && input.aggregate !== 'last' ? new SlidingWindow(input.window * 1_000) : undefined,
      }
      this.#windows.set(key, made)
      return [made]
    })
  }

  #look(place: Place, at: number): void {
    const { rule, series } = place
    if (at - place.lookedAt < rule.every * 1_000) return
    place.lookedAt = at
    const figures = figuresAt(place, at)
    const name = nameOf(place)
    const wasRaised = this.#open.has(name)
    const isRaised = combinedHolds(rule, figures, wasRaised)
    if (isRaised === wasRaised) return
    if (isRaised) this.#open.add(name)
    else this.#open.delete(name)
    const foreseen = foreseenOf(rule, figures)
    // To the thousandth: what is foreseen is no finer than that.
    const value = Number.isFinite(foreseen) ? Math.round(foreseen * 1_000) / 1_000 : null
    this.#teller.tell({
      ...{ rule, device: place.device.key, series, isRaised, at, value, figures: knownFigures(figures) },
      words: (tx, where) => wordsOf(tx, place, figures, where),
    })
  }
}

const nameOf = ({ rule, series }: Place): string => `${rule.name} ${series}`

/** Most readings of a series that a window is filled with. */
const mostReadings = 2_000

function add(feed: Feed, at: number, value: number): void {
  feed.newest = at
  feed.last = value
  feed.window?.add(at, value)
}

/** Devices of an input's profile within its reach, nearest first. */
function nearest(
  devices: readonly { readonly device: LiveDevice; readonly point: Point | undefined }[],
  { profile, within = 0 }: CombinedInput,
  centre: Point | undefined,
): readonly LiveDevice[] {
  if (centre === undefined) return []
  return devices
    .filter(({ device }) => device.ready.profile.name === profile)
    .flatMap(({ device, point }) => (point ? [{ device, metres: distance(centre, point) }] : []))
    .filter(({ metres }) => metres <= within)
    .toSorted((a, b) => a.metres - b.metres)
    .map(({ device }) => device)
}

/** What one feed says at a moment; what is older than the input's window says nothing. */
const feedValue = ({ newest, last, window }: Feed, input: CombinedInput, at: number): number =>
  at - newest > Math.max(input.window, 60) * 1_000 ? Number.NaN : window ? window.value(input.aggregate) : last

function figuresAt({ rule, feeds }: Place, at: number): Figures {
  return Object.fromEntries(
    Object.entries(rule.inputs).map(([name, input]) => {
      const values = (feeds[name] ?? []).map((feed) => feedValue(feed, input, at)).filter(Number.isFinite)
      if (values.length === 0) return [name, Number.NaN]
      const { across = 'nearest' } = input
      if (across === 'max') return [name, Math.max(...values)]
      return [
        name,
        across === 'mean' ? values.reduce((sum, one) => sum + one, 0) / values.length : (values[0] ?? Number.NaN),
      ]
    }),
  )
}

const knownFigures = (figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)))

async function wordsOf(
  tx: Tx,
  { rule, device, feeds }: Place,
  figures: Figures,
  { title, point }: AlarmPlace,
): Promise<AlarmWords> {
  const { text, reason } = combinedWords(rule, figures, title ?? { zh: device.id, en: device.id })
  const suspects = await saySuspects(tx, rule, feeds, figures, point)
  return {
    ...{ title: rule.title, text, reason, class: rule.raises.class },
    ...(suspects !== undefined && { facts: { suspects } }),
  }
}
