import { type AlarmChange, Watch } from '../../../kernel/things/index.ts'
import { fill } from '../../../kernel/words.ts'
import type { Base } from '../../base/index.ts'
import type { ObservationColumns } from '../../twin/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import { eachFit } from '../ingest/ingest.ts'
import type { AlarmPlace } from './alarm-event.ts'
import { AlarmTeller } from './alarm-teller.ts'
import type { AlarmWords } from './keep-alarms.ts'
import { never, type Past, readPast } from './past.ts'
import type { RuleShelf, ShelvedRule } from './rule-shelf.ts'

/** A rule over a series, as it stands. */
type Standing = { readonly watch: Watch; readonly rule: ShelvedRule; readonly division: string | null }

const none: readonly Standing[] = []

/** Holds every reading that is kept against the rules, in memory; alarms go out with the transaction that keeps them. */
export class Watcher {
  readonly #base: Base
  readonly #fleet: Fleet
  readonly #shelf: RuleShelf
  #bySeries: (readonly Standing[] | undefined)[] = []
  readonly #teller: AlarmTeller
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
    this.#teller = new AlarmTeller(base)
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
    await this.#warming
    await this.#teller.stop()
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
        this.#teller.untold.map(({ rule, series, isRaised, at }) => [`${rule.name} ${series}`, { isRaised, at }]),
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
    // One that is off has no alarms: see `setState`.
    return device?.state === 'active'
      ? this.#shelf.all.filter(
          (rule) => !rule.isOff && rule.profile === device.ready.profile.name && rule.measure === measure,
        )
      : []
  }

  #happened(rule: ShelvedRule, series: number, { change, at, value }: AlarmChange): void {
    const device = this.#fleet.bySeries(series)
    if (device === undefined) return
    const told = Number.isFinite(value) ? value : null
    this.#teller.tell({
      ...{ rule, device: device.key, series, isRaised: change === 'raised', at, value: told },
      words: (_, place) => wordsOf(rule, device, told, place),
    })
  }

  /** Settles when everything that was found is told. */
  async settled(): Promise<void> {
    await this.#warming
    await this.#teller.settled()
  }
}

function wordsOf(
  rule: ShelvedRule,
  { id, ready }: LiveDevice,
  value: number | null,
  { title }: AlarmPlace,
): AlarmWords {
  const gaps = {
    value: value === null ? '?' : Math.round(value * 1_000) / 1_000,
    unit: ready.profile.measures[rule.measure]?.unit ?? '',
    title: title?.zh ?? id,
  }
  const { class: kind, text, office } = rule.raises
  return {
    title: rule.title,
    // The English text names the device in English.
    text: { zh: fill(text, gaps).zh, en: fill(text, { ...gaps, title: title?.en ?? id }).en },
    class: kind,
    ...(office && { office }),
  }
}
