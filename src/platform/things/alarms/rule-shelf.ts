import { sql } from 'kysely'
import { type AlarmRule, alarmFaults } from '../../../kernel/things/index.ts'
import { type Base, type Tx, tell } from '../../base/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import { thingsErrors } from '../errors.ts'
import { endAlarms } from './keep-alarms.ts'

const channel = 'things_rule'

/** A rule with where it comes from and how it stands. */
export type ShelvedRule = AlarmRule & {
  readonly source: 'pack' | 'person'
  readonly isOff: boolean
  readonly version: number
  /** A pack's rule that people changed. */
  readonly isChanged: boolean
  /** The pack brought another content since they changed it. */
  readonly isOutdated: boolean
  readonly changedBy: string | null
  readonly changedAt: string
  readonly note: string | null
}

/** What became of a rule at one time. */
export type RuleVersion = {
  readonly version: number
  readonly rule: AlarmRule
  readonly isOff: boolean
  readonly did: 'shipped' | 'made' | 'changed' | 'reverted' | 'on' | 'off'
  readonly note: string | null
  readonly by: string | null
  readonly at: string
}

/** Who changes a rule and why; `version` is what he saw, so that nobody overwrites what another did meanwhile. */
export type RuleChange = {
  readonly by: string
  readonly note?: string | undefined
  readonly version?: number | undefined
}

type Row = {
  readonly rule: AlarmRule
  readonly own: AlarmRule | null
  readonly isOutdated: boolean
} & Pick<ShelvedRule, 'source' | 'isOff' | 'version' | 'changedBy' | 'changedAt' | 'note'>

/** The alarm rules of the city: those of its packs, those that people made, and what people made of those of the packs. */
export class RuleShelf {
  readonly #base: Base
  readonly #fleet: Fleet
  #rules: readonly ShelvedRule[] = []
  #packs: ReadonlyMap<string, AlarmRule> = new Map()
  #quiet: (() => void) | undefined
  readonly #heard = new Set<() => void>()

  constructor(base: Base, fleet: Fleet) {
    this.#base = base
    this.#fleet = fleet
  }

  get all(): readonly ShelvedRule[] {
    return this.#rules
  }
  /** The rule as its pack declares it, when it is a pack's. */
  ofPack(name: string): AlarmRule | undefined {
    return this.#packs.get(name)
  }
  /** @returns what ends the hearing */
  onChange(heard: () => void): () => void {
    this.#heard.add(heard)
    return () => this.#heard.delete(heard)
  }

  /** Ships the packs' rules and reads all. @throws things.rule when a pack's rule is not right */
  async start(packs: readonly AlarmRule[]): Promise<void> {
    for (const rule of packs) this.check(rule)
    await sql`with shipped as (
        insert into things.alarm_rule (name, rule, source)
        select rule->>'name', rule, 'pack' from jsonb_array_elements(${JSON.stringify(packs)}::jsonb) as rule
        on conflict (name) do update set rule = excluded.rule, changed_at = now(), changed_by = null, note = null,
            version = alarm_rule.version + 1
          where alarm_rule.source = 'pack' and alarm_rule.rule <> excluded.rule
        returning name, version, coalesce(own, rule) as rule, is_off)
      insert into things.alarm_rule_version (name, version, rule, is_off, did)
      select name, version, rule, is_off, 'shipped' from shipped`.execute(this.#base.db)
    await this.#read()
    this.#quiet = this.#base.listener.on(channel, () => {
      this.#read().catch((cause: unknown) => this.#base.log.warn('alarm rules could not be read anew', { cause }))
    })
  }
  stop(): void {
    this.#quiet?.()
  }

  /** @throws things.rule with every fault */
  check(rule: AlarmRule): void {
    const faults = alarmFaults(rule, this.#fleet.profiles.get(rule.profile)?.profile)
    if (faults.length > 0) throw thingsErrors.make('things.rule', { name: rule.name }, { faults })
  }

  /** Keeps a person's rule, or what a person makes of a pack's; it holds at once. @throws things.rule, things.ruleChanged */
  async put(rule: AlarmRule, change: RuleChange): Promise<void> {
    this.check(rule)
    const { isOff, ...words } = rule
    await this.#change(rule.name, change, async (tx, found) => {
      if (found === undefined)
        await sql`insert into things.alarm_rule (name, rule, source, version) values (${rule.name}, ${JSON.stringify(words)}::jsonb, 'person', 0)`.execute(
          tx,
        )
      else if (found.source === 'pack')
        await sql`update things.alarm_rule set own = ${JSON.stringify(words)}::jsonb, own_over = rule where name = ${rule.name}`.execute(
          tx,
        )
      else
        await sql`update things.alarm_rule set rule = ${JSON.stringify(words)}::jsonb where name = ${rule.name}`.execute(
          tx,
        )
      if (isOff !== undefined)
        await sql`update things.alarm_rule set is_off = ${isOff} where name = ${rule.name}`.execute(tx)
      return found === undefined ? 'made' : 'changed'
    })
  }

  /** Makes a pack's rule again what the pack says. @throws things.noRule, things.ruleChanged */
  async revert(name: string, change: RuleChange): Promise<void> {
    await this.#change(name, change, async (tx, found) => {
      if (found?.source !== 'pack') throw thingsErrors.make('things.noRule', { name })
      await sql`update things.alarm_rule set own = null, own_over = null where name = ${name}`.execute(tx)
      return 'reverted'
    })
  }

  /** Switches a rule on or off, whoever made it; what it had raised ends with it. @throws things.noRule, things.ruleChanged */
  async switch(name: string, isOff: boolean, change: RuleChange): Promise<void> {
    await this.#change(name, change, async (tx, found) => {
      if (found === undefined) throw thingsErrors.make('things.noRule', { name })
      await sql`update things.alarm_rule set is_off = ${isOff} where name = ${name}`.execute(tx)
      if (isOff) await endAlarms(tx, { rule: name })
      return isOff ? 'off' : 'on'
    })
  }

  /** What became of a rule over time, newest first. */
  async versions(name: string): Promise<readonly RuleVersion[]> {
    const { rows } =
      await sql<RuleVersion>`select version, rule, is_off as "isOff", did, note, by, at from things.alarm_rule_version
      where name = ${name} order by version desc limit 100`.execute(this.#base.db)
    return rows
  }

  async #change(
    name: string,
    { by, note, version }: RuleChange,
    apply: (tx: Tx, found: Pick<Row, 'source' | 'version'> | undefined) => Promise<RuleVersion['did']>,
  ): Promise<void> {
    await this.#base.db.tx(async (tx) => {
      const { rows } = await sql<Pick<Row, 'source' | 'version'>>`select source, version from things.alarm_rule
        where name = ${name} for update`.execute(tx)
      const [found] = rows
      if (version !== undefined && version !== (found?.version ?? 0))
        throw thingsErrors.make('things.ruleChanged', { name })
      const did = await apply(tx, found)
      await sql`with kept as (
          update things.alarm_rule set version = version + 1, changed_by = ${by}, changed_at = now(), note = ${note ?? null}
          where name = ${name} returning name, version, coalesce(own, rule) as rule, is_off)
        insert into things.alarm_rule_version (name, version, rule, is_off, did, note, by)
        select name, version, rule, is_off, ${did}, ${note ?? null}, ${by} from kept`.execute(tx)
      await tell(tx, channel, name)
    })
    await this.#read()
  }

  async #read(): Promise<void> {
    const { rows } =
      await sql<Row>`select rule, own, own_over is distinct from rule and own is not null as "isOutdated", source,
        is_off as "isOff", version, changed_by as "changedBy", changed_at as "changedAt", note
      from things.alarm_rule order by name`.execute(this.#base.db)
    this.#packs = new Map(rows.flatMap(({ source, rule }) => (source === 'pack' ? [[rule.name, rule]] : [])))
    this.#rules = rows.map(({ rule, own, ...row }) => ({ ...(own ?? rule), ...row, isChanged: own !== null }))
    for (const heard of this.#heard) heard()
  }
}
