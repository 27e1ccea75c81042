import { sql } from 'kysely'
import { type AlarmRule, alarmFaults } from '../../../kernel/things/index.ts'
import { type Base, tell } from '../../base/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import { thingsErrors } from '../errors.ts'

const channel = 'things_rule'

/** A rule with where it comes from. */
export type ShelvedRule = AlarmRule & { readonly source: 'pack' | 'person'; readonly isOff: boolean }

/** The alarm rules of the city: those of its packs and those that people made. */
export class RuleShelf {
  readonly #base: Base
  readonly #fleet: Fleet
  #rules: readonly ShelvedRule[] = []
  #quiet: (() => void) | undefined
  readonly #heard = new Set<() => void>()

  constructor(base: Base, fleet: Fleet) {
    this.#base = base
    this.#fleet = fleet
  }

  get all(): readonly ShelvedRule[] {
    return this.#rules
  }
  onChange(heard: () => void): void {
    this.#heard.add(heard)
  }

  /** Ships the packs' rules and reads all. @throws things.rule when a pack's rule is not right */
  async start(packs: readonly AlarmRule[]): Promise<void> {
    for (const rule of packs) this.check(rule)
    await sql`insert into things.alarm_rule (name, rule, source)
      select rule->>'name', rule, 'pack' from jsonb_array_elements(${JSON.stringify(packs)}::jsonb) as rule
      on conflict (name) do update set rule = excluded.rule, changed_at = now()
        where alarm_rule.source = 'pack' and alarm_rule.rule <> excluded.rule`.execute(this.#base.db)
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

  /** Keeps a person's rule, in place of one of the same name. @throws things.rule */
  async put(rule: AlarmRule, by: string): Promise<void> {
    this.check(rule)
    await this.#base.db.tx(async (tx) => {
      await sql`insert into things.alarm_rule (name, rule, source, is_off, changed_by)
        values (${rule.name}, ${JSON.stringify(rule)}::jsonb, 'person', ${rule.isOff ?? false}, ${by})
        on conflict (name) do update set rule = excluded.rule, source = 'person', is_off = excluded.is_off, changed_by = excluded.changed_by,
          changed_at = now()`.execute(tx)
      await tell(tx, channel, rule.name)
    })
    await this.#read()
  }

  /** Switches a rule on or off, whoever made it. @throws things.noRule */
  async switch(name: string, isOff: boolean, by: string): Promise<void> {
    await this.#base.db.tx(async (tx) => {
      const { rows } = await sql`update things.alarm_rule set is_off = ${isOff}, changed_by = ${by}, changed_at = now()
        where name = ${name} returning 1`.execute(tx)
      if (rows.length === 0) throw thingsErrors.make('things.noRule', { name })
      await tell(tx, channel, name)
    })
    await this.#read()
  }

  async #read(): Promise<void> {
    const { rows } = await sql<{
      rule: AlarmRule
      source: 'pack' | 'person'
      isOff: boolean
    }>`select rule, source, is_off as "isOff"
      from things.alarm_rule order by name`.execute(this.#base.db)
    this.#rules = rows.map(({ rule, source, isOff }) => ({ ...rule, source, isOff }))
    for (const heard of this.#heard) heard()
  }
}
