import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
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
import type { Words } from '../../../kernel/words.ts'
import { type Base, publish, type Tx } from '../../base/index.ts'
import type { ObservationColumns } from '../../twin/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import { thingsErrors } from '../errors.ts'
import { eachFit } from '../ingest/ingest.ts'
import { type Feed, saySuspects } from './suspects.ts'
import type { AlarmEvent } from './watcher.ts'

/** A place at which a rule is asked: a device, and what each input reads there. */
type Place = {
  readonly rule: CombinedRule
  readonly device: LiveDevice
  /** The series under which its alarms are kept: the first of the device. */
  readonly series: number
  readonly feeds: Readonly<Record<string, readonly Feed[]>>
  lookedAt: number
}

type Change = { readonly place: Place; readonly isRaised: boolean; readonly at: number; readonly figures: Figures }

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
  #laying: Promise<void> | undefined
  #queue: Change[] = []
  #running: Promise<void> | undefined

  /** @throws things.rule when a pack's rule is not right */
  constructor(base: Base, fleet: Fleet, rules: readonly CombinedRule[]) {
    this.#base = base
    this.#fleet = fleet
    this.#rules = rules
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
    await this.#running
  }

  /** Takes rows that are kept. */
  take(columns: ObservationColumns): void {
    if (this.#rules.length === 0) return
    if (this.#isStale) this.#layAgain()
    const asked = new Map<Place, number>()
    eachFit(columns, (series, at, value) => {
      const known = this.#bySeries.get(series)
      if (!known) return
      for (const feed of known.feeds) {
        if (at < feed.newest) continue
        feed.newest = at
        feed.last = value
        feed.window?.add(at, value)
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
          const known = bySeries.get(feed.series) ?? { feeds: new Set(), places: [] }
          known.feeds.add(feed)
          known.places.push(place)
          bySeries.set(feed.series, known)
        }
      }
    this.#bySeries = new Map(
      [...bySeries].map(([series, { feeds, places }]) => [series, { feeds: [...feeds], places: [...new Set(places)] }]),
    )
  }

  #feedsOf(rule: CombinedRule, name: string, input: CombinedInput, from: readonly LiveDevice[]): readonly Feed[] {
    return from.flatMap((device) => {
      const series = device.series[device.ready.names.indexOf(input.measure)] ?? 0
      if (series === 0) return []
      const key = `${rule.name} ${name} ${series}`
      const made: Feed = this.#windows.get(key) ?? {
        ...{ series, device, newest: Number.NEGATIVE_INFINITY, last: Number.NaN },
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
    const name = `${rule.name} ${series}`
    const wasRaised = this.#open.has(name)
    const isRaised = combinedHolds(rule, figures, wasRaised)
    if (isRaised === wasRaised) return
    if (isRaised) this.#open.add(name)
    else this.#open.delete(name)
    this.#queue.push({ place, isRaised, at, figures })
    this.#running ??= this.#drain()
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, 100)
      try {
        await this.#base.db.tx(async (tx) => {
          for (const one of batch) await keep(tx, one)
        })
        this.#queue.splice(0, batch.length)
      } catch (cause) {
        this.#base.log.warn('what was foreseen waits to be told', { alarms: this.#queue.length, cause })
        await new Promise((go) => setTimeout(go, 1_000))
      }
    }
    this.#running = undefined
  }
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

/** Keeps an alarm or its end and tells it; another process may have been first. */
async function keep(tx: Tx, { place, isRaised, at, figures }: Change): Promise<void> {
  const { rule, device, series } = place
  const when = new Date(at).toISOString()
  const foreseen = foreseenOf(rule, figures)
  const value = Number.isFinite(foreseen) ? foreseen : null
  const { rows } = isRaised
    ? await sql<{ id: string }>`insert into things.alarm (id, rule, device, series, severity, raised_at, value)
        values (${uuidv7()}, ${rule.name}, ${device.key}, ${series}, ${rule.severity}, ${when}, ${value})
        on conflict (rule, series) where cleared_at is null do nothing returning id`.execute(tx)
    : await sql<{ id: string }>`update things.alarm set cleared_at = ${when}, cleared_value = ${value}
        where rule = ${rule.name} and series = ${series} and cleared_at is null returning id`.execute(tx)
  const id = rows[0]?.id
  if (id === undefined) return
  const type = isRaised ? 'things.alarm' : 'things.alarmCleared'
  await publish(tx, { type, key: `device:${device.id}`, payload: await eventOf(tx, id, place, when, value, figures) })
}

async function eventOf(
  tx: Tx,
  alarm: string,
  { rule, device, feeds }: Place,
  at: string,
  value: number | null,
  figures: Figures,
): Promise<AlarmEvent> {
  type Where = {
    lng: number | null
    lat: number | null
    division: string | null
    path: string | null
    title: Words | null
    isDemo: boolean
  }
  const { rows } = await sql<Where>`select d.lng, d.lat, e.division, e.path, e.title, d.is_demo as "isDemo"
    from things.device d join twin.entity e on e.key = d.entity where d.key = ${device.key}`.execute(tx)
  const [place] = rows
  const { text, reason } = combinedWords(rule, figures, place?.title ?? { zh: device.id, en: device.id })
  const point = place && place.lng !== null && place.lat !== null ? ([place.lng, place.lat] as const) : null
  const suspects = await saySuspects(tx, rule, feeds, figures, point)
  return {
    ...{
      alarm,
      rule: rule.name,
      device: device.id,
      entity: device.entityId,
      title: rule.title,
      at,
      value,
      text,
      reason,
    },
    ...{ class: rule.raises.class, severity: rule.severity, point },
    ...{ division: place?.division ?? null, path: place?.path ?? null, isDemo: place?.isDemo ?? false },
    ...(suspects !== undefined && { facts: { suspects } }),
  }
}
