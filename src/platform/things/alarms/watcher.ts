import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type AlarmChange, Watch } from '../../../kernel/things/index.ts'
import { fill, type Words } from '../../../kernel/words.ts'
import { type Base, plannedAnew, publish, type Tx } from '../../base/index.ts'
import type { ObservationColumns } from '../../twin/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import { eachFit } from '../ingest/ingest.ts'
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

type Happened = {
  readonly watch: Watch
  readonly rule: ShelvedRule
  readonly device: LiveDevice
  readonly series: number
  readonly change: AlarmChange
}

const none: readonly Watch[] = []
/** Readings of one series that a window is filled with at most: newest first, more than any window shows the difference of. */
const mostReadings = 5_000

/** Holds every reading that is kept against the rules, in memory; alarms go out with the transaction that keeps them. */
export class Watcher {
  readonly #base: Base
  readonly #fleet: Fleet
  readonly #shelf: RuleShelf
  #bySeries: (readonly Watch[] | undefined)[] = []
  #ruleOf = new Map<Watch, ShelvedRule>()
  #open = new Set<string>()
  #queue: Happened[] = []
  #running: Promise<void> | undefined
  /** Series whose windows are to be filled, those that are being filled with what comes meanwhile, and the filling. */
  readonly #cold = new Set<number>()
  readonly #pending = new Map<number, [at: number, value: number][]>()
  #warming: Promise<void> | undefined

  constructor(base: Base, fleet: Fleet, shelf: RuleShelf) {
    this.#base = base
    this.#fleet = fleet
    this.#shelf = shelf
  }

  async start(): Promise<void> {
    const { rows } = await sql<{
      rule: string
      series: number
    }>`select rule, series from things.alarm where cleared_at is null`.execute(this.#base.db)
    this.#open = new Set(rows.map(({ rule, series }) => `${rule} ${series}`))
    this.#shelf.onChange(() => this.#anew(this.#withRules()))
    this.#fleet.onChange(({ series }) => this.#anew(series))
    this.#anew(this.#withRules())
    await this.#warming
  }

  /** Watches of these series are made anew, their windows from what was observed; which alarms are open stays known. */
  #anew(all: Iterable<number>): void {
    // What a rule had raised ends with it: see `RuleShelf.switch`.
    const off = new Set(this.#shelf.all.filter(({ isOff }) => isOff).map(({ name }) => name))
    for (const name of this.#open) if (off.has(name.slice(0, name.lastIndexOf(' ')))) this.#open.delete(name)
    for (const series of all) {
      for (const watch of this.#bySeries[series] ?? none) this.#ruleOf.delete(watch)
      this.#bySeries[series] = undefined
      this.#cold.add(series)
    }
    // Many devices may change in one go: they are read together.
    this.#warming ??= Promise.resolve()
      .then(() => this.#warm())
      .finally(() => {
        this.#warming = undefined
        if (this.#cold.size > 0) this.#anew([])
      })
  }

  #withRules(): readonly number[] {
    const profiles = new Set(this.#shelf.all.map(({ profile }) => profile))
    return [...this.#fleet.all].flatMap(({ ready, series }) => (profiles.has(ready.profile.name) ? [...series] : []))
  }

  /** Fills windows with what was observed before; what comes meanwhile waits its turn. An alarm that should be, or should be over, is then told. */
  async #warm(): Promise<void> {
    const reach = new Map(
      [...this.#cold].flatMap((series) => {
        const seconds = Math.max(0, ...this.#rulesOf(series).map((rule) => rule.window + rule.for))
        return seconds > 0 ? [[series, seconds] as const] : []
      }),
    )
    this.#cold.clear()
    for (const series of reach.keys()) this.#pending.set(series, [])
    const rows = await this.#observed(reach)
    for (const [series, waiting] of this.#pending) {
      const watches = this.#make(series)
      const before = new Map(watches.map((watch) => [watch, watch.state.raised]))
      const last = new Map<Watch, AlarmChange>()
      for (const [at, value] of [...(rows.get(series) ?? []), ...waiting])
        for (const watch of watches) {
          const change = watch.take(at, value)
          if (change) last.set(watch, change)
        }
      for (const [watch, change] of last)
        if (watch.state.raised !== before.get(watch)) this.#happened(watch, series, change)
    }
    this.#pending.clear()
  }

  async #observed(
    reach: ReadonlyMap<number, number>,
  ): Promise<ReadonlyMap<number, readonly (readonly [number, number])[]>> {
    const found = new Map<number, (readonly [number, number])[]>()
    if (reach.size === 0) return found
    try {
      const { rows } = await sql<{ series: number; at: number; value: number }>`${plannedAnew}
        select w.series, (extract(epoch from o.at) * 1000)::float8 as at, o.value
        from unnest(${`{${[...reach.keys()].join(',')}}`}::int[], ${`{${[...reach.values()].join(',')}}`}::float8[]) as w (series, seconds)
        cross join lateral (select at, value from twin.observation
          where series = w.series and at > to_timestamp(${this.#base.now() / 1_000}) - make_interval(secs => w.seconds) and quality & 3 = 0
          order by at desc limit ${mostReadings}) o
        order by w.series, o.at`.execute(this.#base.db)
      for (const { series, at, value } of rows) {
        const known = found.get(series)
        if (known) known.push([at, value])
        else found.set(series, [[at, value]])
      }
    } catch (cause) {
      this.#base.log.warn('windows of alarm rules begin empty', { cause })
    }
    return found
  }

  /** Takes rows that are kept. */
  take(columns: ObservationColumns): void {
    eachFit(columns, (series, at, value) => {
      if (this.#pending.size > 0) {
        const waiting = this.#pending.get(series)
        if (waiting) return void waiting.push([at, value])
      }
      const watches = this.#bySeries[series] ?? this.#make(series)
      for (const watch of watches) {
        const change = watch.take(at, value)
        if (change) this.#happened(watch, series, change)
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

  #make(series: number): readonly Watch[] {
    const device = this.#fleet.bySeries(series)
    const watches = this.#rulesOf(series).map((rule) => {
      const raised = this.#open.has(`${rule.name} ${series}`)
      const isDown = () => device?.parent?.isDown ?? false
      const watch = new Watch(
        rule,
        isDown,
        { raised, since: undefined, lastAt: Number.NEGATIVE_INFINITY },
        device?.division,
      )
      this.#ruleOf.set(watch, rule)
      return watch
    })
    this.#bySeries[series] = watches.length > 0 ? watches : none
    return watches
  }

  #happened(watch: Watch, series: number, change: AlarmChange): void {
    const rule = this.#ruleOf.get(watch)
    const device = this.#fleet.bySeries(series)
    if (rule === undefined || device === undefined) return
    const name = `${rule.name} ${series}`
    if (change.change === 'raised') this.#open.add(name)
    else this.#open.delete(name)
    this.#queue.push({ watch, rule, device, series, change })
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
