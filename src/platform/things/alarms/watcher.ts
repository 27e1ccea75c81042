import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type AlarmChange, Watch } from '../../../kernel/things/index.ts'
import { fill, type Words } from '../../../kernel/words.ts'
import { type Base, publish, type Tx } from '../../base/index.ts'
import type { ObservationColumns } from '../../twin/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import { eachFit } from '../ingest/ingest.ts'
import { never, type Past, readPast } from './past.ts'
import type { RuleShelf, ShelvedRule } from './rule-shelf.ts'

/** What other rooms are told of an alarm: `things.alarm` when it is raised, `things.alarmCleared` when it is over. */
export type AlarmEvent = {
  readonly alarm: string
  readonly rule: string
  readonly device: string
  readonly entity: string
  readonly title: Words
  readonly text: Words
  readonly class: string
  /** Office that the rule names for it; the device's own when absent. */
  readonly office?: string
  readonly severity: ShelvedRule['severity']
  readonly at: string
  readonly value: number | null
  readonly point: readonly [lng: number, lat: number] | null
  readonly division: string | null
  readonly path: string | null
  readonly isDemo: boolean
  /** The figures that led to it, where a rule reads several. */
  readonly reason?: Words
  readonly facts?: Readonly<Record<string, string | number | boolean>>
}

/** A rule over a series, as it stands. */
type Standing = { readonly watch: Watch; readonly rule: ShelvedRule; readonly division: string | null }

type Happened = Pick<Standing, 'rule'> & {
  readonly device: LiveDevice
  readonly series: number
  readonly change: AlarmChange
}

const none: readonly Standing[] = []

/** Holds every reading that is kept against the rules, in memory; alarms go out with the transaction that keeps them. */
export class Watcher {
  readonly #base: Base
  readonly #fleet: Fleet
  readonly #shelf: RuleShelf
  #bySeries: (readonly Standing[] | undefined)[] = []
  #queue: Happened[] = []
  #running: Promise<void> | undefined
  /** Series whose windows are to be filled, what comes for them meanwhile, and the filling. */
  readonly #cold = new Set<number>()
  readonly #pending = new Map<number, [at: number, value: number][]>()
  #warming: Promise<void> | undefined
  #quiet: (() => void)[] = []
  #isStopped = false

  constructor(base: Base, fleet: Fleet, shelf: RuleShelf) {
    this.#base = base
    this.#fleet = fleet
    this.#shelf = shelf
  }

  async start(): Promise<void> {
    this.#quiet = [
      this.#shelf.onChange(() => this.#anew(this.#series())),
      this.#fleet.onChange(({ series }) => this.#anew(series)),
    ]
    this.#anew(this.#series())
    await this.#warming
  }

  /** Hears of nothing more; settles when everything that was found is told, or the database is away. */
  async stop(): Promise<void> {
    for (const quiet of this.#quiet) quiet()
    this.#isStopped = true
    await this.settled()
  }

  /** Watches of these series are made anew where rules or places changed, their windows from what was observed. */
  #anew(all: Iterable<number>): void {
    for (const series of all) {
      if (this.#isAsItWas(series)) continue
      this.#bySeries[series] = undefined
      this.#cold.add(series)
      if (!this.#pending.has(series)) this.#pending.set(series, [])
    }
    if (this.#cold.size === 0) return
    // Many devices may change in one go: they are read together.
    this.#warming ??= Promise.resolve()
      .then(() => this.#warm())
      .finally(() => {
        this.#warming = undefined
      })
  }

  #series(): readonly number[] {
    return [...this.#fleet.all].flatMap(({ series }) => [...series])
  }

  #isAsItWas(series: number): boolean {
    const rules = this.#rulesOf(series)
    // What is cold is read with the rules of the moment at which it was read.
    const known = this.#cold.has(series) ? undefined : this.#bySeries[series]
    if (known === undefined) return rules.length === 0 && !this.#pending.has(series)
    const division = this.#fleet.bySeries(series)?.division ?? null
    return (
      known.length === rules.length &&
      known.every(
        ({ rule, division: where }, i) =>
          rule.name === rules[i]?.name && rule.version === rules[i]?.version && where === division,
      )
    )
  }

  /** Makes watches of what was observed before; what comes meanwhile waits its turn. An alarm that should be, or should be over, is then told. */
  async #warm(): Promise<void> {
    while (this.#cold.size > 0 && !this.#isStopped) {
      const all = [...this.#cold].map((series) => ({
        series,
        device: this.#fleet.bySeries(series),
        rules: this.#rulesOf(series),
      }))
      this.#cold.clear()
      const untold = new Map(
        this.#queue.map(({ rule, series, change }) => [
          `${rule.name} ${series}`,
          { isRaised: change.change === 'raised', at: change.at },
        ]),
      )
      let past: Past
      try {
        past = await readPast(this.#base, all)
      } catch (cause) {
        this.#base.log.warn('alarm rules wait for what was observed', { series: all.length, cause })
        for (const { series } of all) this.#cold.add(series)
        await new Promise((go) => setTimeout(go, 1_000))
        continue
      }
      // What changed once more meanwhile is read once more.
      for (const { series, device, rules } of all)
        if (!this.#cold.has(series)) this.#make(series, device, rules, past, untold)
    }
  }

  #make(
    series: number,
    device: LiveDevice | undefined,
    rules: readonly ShelvedRule[],
    { readings, changes }: Past,
    untold: Past['changes'],
  ): void {
    const waiting = this.#pending.get(series) ?? []
    this.#pending.delete(series)
    const { from = Number.NEGATIVE_INFINITY, rows = [] } = readings.get(series) ?? {}
    const begun = waiting.reduce((least, [at]) => Math.min(least, at), Number.POSITIVE_INFINITY)
    const past = rows.filter(([at]) => at < begun)
    const meanwhile = [...rows.filter(([at]) => at >= begun), ...waiting].toSorted((a, b) => a[0] - b[0])
    this.#bySeries[series] = rules.map((rule) => {
      const name = `${rule.name} ${series}`
      const { isRaised, at: changedAt } = untold.get(name) ?? changes.get(name) ?? never
      const isDown = () => device?.parent?.isDown ?? false
      const state = { raised: isRaised, since: undefined, lastAt: Number.NEGATIVE_INFINITY }
      const watch = new Watch(rule, isDown, state, device?.division)
      // What led to the alarm, or to its end, was judged then; what came before the first whole window cannot be judged.
      const read = ([at, value]: readonly [number, number]) =>
        at <= changedAt || at < from ? watch.fill(at, value) : watch.take(at, value)
      let missed: AlarmChange | undefined
      for (const row of past) missed = read(row) ?? missed
      // Of what nobody was there for only how it stands is told, of what came meanwhile each change.
      if (missed && watch.state.raised !== isRaised) this.#happened(rule, series, missed)
      for (const row of meanwhile) {
        const change = read(row)
        if (change) this.#happened(rule, series, change)
      }
      return { watch, rule, division: device?.division ?? null }
    })
  }

  /** Takes rows that are kept. */
  take(columns: ObservationColumns): void {
    eachFit(columns, (series, at, value) => {
      if (this.#pending.size > 0) {
        const waiting = this.#pending.get(series)
        if (waiting) return void waiting.push([at, value])
      }
      for (const { watch, rule } of this.#bySeries[series] ?? none) {
        const change = watch.take(at, value)
        if (change) this.#happened(rule, series, change)
      }
    })
  }

  #rulesOf(series: number): readonly ShelvedRule[] {
    const device = this.#fleet.bySeries(series)
    const measure = device?.ready.names[device.series.indexOf(series)]
    return device
      ? this.#shelf.all.filter(
          (rule) => !rule.isOff && rule.profile === device.ready.profile.name && rule.measure === measure,
        )
      : []
  }

  #happened(rule: ShelvedRule, series: number, change: AlarmChange): void {
    const device = this.#fleet.bySeries(series)
    if (device === undefined) return
    this.#queue.push({ rule, device, series, change })
    this.#running ??= this.#drain()
  }

  /** Settles when everything that was found is told. */
  async settled(): Promise<void> {
    await this.#warming
    await this.#running
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, 200)
      try {
        await this.#base.db.tx(async (tx) => {
          for (const one of batch) await this.#keep(tx, one)
        })
        this.#queue.splice(0, batch.length)
      } catch (cause) {
        this.#base.log.warn('alarms wait to be told', { alarms: this.#queue.length, cause })
        // The next start finds them in what was observed.
        if (this.#isStopped) break
        await new Promise((go) => setTimeout(go, 1_000))
      }
    }
    this.#running = undefined
  }

  async #keep(tx: Tx, { rule, device, series, change }: Happened): Promise<void> {
    const value = Number.isFinite(change.value) ? change.value : null
    const at = new Date(change.at).toISOString()
    const kept =
      change.change === 'raised'
        ? await sql<{ id: string }>`insert into things.alarm (id, rule, device, series, severity, raised_at, value)
            values (${uuidv7()}, ${rule.name}, ${device.key}, ${series}, ${rule.severity}, ${at}, ${value})
            on conflict (rule, series) where cleared_at is null do nothing returning id`.execute(tx)
        : await sql<{ id: string }>`update things.alarm set cleared_at = ${at}, cleared_value = ${value}
            where rule = ${rule.name} and series = ${series} and cleared_at is null returning id`.execute(tx)
    const id = kept.rows[0]?.id
    // Another process was first.
    if (id === undefined) return
    const type = change.change === 'raised' ? 'things.alarm' : 'things.alarmCleared'
    await publish(tx, { type, key: `device:${device.id}`, payload: await this.#event(tx, id, rule, device, at, value) })
  }

  async #event(
    tx: Tx,
    alarm: string,
    rule: ShelvedRule,
    device: LiveDevice,
    at: string,
    value: number | null,
  ): Promise<AlarmEvent> {
    type Place = {
      lng: number | null
      lat: number | null
      division: string | null
      path: string | null
      title: Words | null
      isDemo: boolean
    }
    const { rows } = await sql<Place>`select d.lng, d.lat, e.division, e.path, e.title, d.is_demo as "isDemo"
      from things.device d join twin.entity e on e.key = d.entity where d.key = ${device.key}`.execute(tx)
    const [place] = rows
    const measure = device.ready.profile.measures[rule.measure]
    const gaps = {
      value: value === null ? '?' : Math.round(value * 1_000) / 1_000,
      unit: measure?.unit ?? '',
      title: place?.title?.zh ?? device.id,
    }
    const text = fill(rule.raises.text, gaps)
    return {
      ...{ alarm, rule: rule.name, device: device.id, entity: device.entityId, title: rule.title, at, value },
      // The English text names the device in English.
      text: { zh: text.zh, en: fill(rule.raises.text, { ...gaps, title: place?.title?.en ?? device.id }).en },
      ...{ class: rule.raises.class, severity: rule.severity },
      ...(rule.raises.office && { office: rule.raises.office }),
      point: place && place.lng !== null && place.lat !== null ? [place.lng, place.lat] : null,
      division: place?.division ?? null,
      path: place?.path ?? null,
      isDemo: place?.isDemo ?? false,
    }
  }
}
