import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type AlarmChange, Watch } from '../../../kernel/things/index.ts'
import { fill, type Words } from '../../../kernel/words.ts'
import { type Base, publish, type Tx } from '../../base/index.ts'
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
}

type Happened = {
  readonly watch: Watch
  readonly rule: ShelvedRule
  readonly device: LiveDevice
  readonly series: number
  readonly change: AlarmChange
}

const none: readonly Watch[] = []

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
    this.#shelf.onChange(() => this.#anew())
    this.#fleet.onChange(() => this.#anew())
  }

  /** Windows begin anew; which alarms are open stays known. */
  #anew(): void {
    // What a rule had raised ends with it: see `RuleShelf.switch`.
    const off = new Set(this.#shelf.all.filter(({ isOff }) => isOff).map(({ name }) => name))
    for (const name of this.#open) if (off.has(name.slice(0, name.lastIndexOf(' ')))) this.#open.delete(name)
    this.#bySeries = []
    this.#ruleOf = new Map()
  }

  /** Takes rows that are kept. */
  take(columns: ObservationColumns): void {
    eachFit(columns, (series, at, value) => {
      const watches = this.#bySeries[series] ?? this.#make(series)
      for (const watch of watches) {
        const change = watch.take(at, value)
        if (change) this.#happened(watch, series, change)
      }
    })
  }

  #make(series: number): readonly Watch[] {
    const device = this.#fleet.bySeries(series)
    const measure = device?.ready.names[device.series.indexOf(series)]
    const rules = device
      ? this.#shelf.all.filter(
          (rule) => !rule.isOff && rule.profile === device.ready.profile.name && rule.measure === measure,
        )
      : []
    const watches = rules.map((rule) => {
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
