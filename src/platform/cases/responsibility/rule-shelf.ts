import { type HeldRule, type Matter, nextChange, rankRules, rulesAt } from '../../../kernel/responsibility/index.ts'
import type { Db } from '../../base/index.ts'
import { type KeptVersion, readVersions } from './rule-store.ts'

/** The grid that a point (degrees, longitude first) lies in. */
export type GridAt = (point: readonly [number, number]) => string | undefined

/** The city's own rules in memory: every decision asks them, none asks the database. */
export class RuleShelf {
  readonly #db: Db
  readonly #gridAt: GridAt
  #versions: readonly KeptVersion[] = []
  #held: { readonly from: number; readonly until: number; readonly rules: readonly HeldRule[] } | undefined

  constructor(db: Db, gridAt: GridAt) {
    this.#db = db
    this.#gridAt = gridAt
  }

  /** Reads anew what was entered. */
  async refresh(): Promise<void> {
    this.#versions = await readVersions(this.#db)
    this.#held = undefined
  }

  /** Every version of every rule, as it was read last. */
  get versions(): readonly KeptVersion[] {
    return this.#versions
  }

  /** The rules in force at an instant (epoch ms). */
  at(now: number): readonly HeldRule[] {
    if (!this.#held || now < this.#held.from || now >= this.#held.until)
      this.#held = { from: now, until: nextChange(this.#versions, now), rules: rulesAt(this.#versions, now) }
    return this.#held.rules
  }

  /** The rules that fit a matter, the most exact first; its grid is looked up. */
  rulesFor(matter: Matter, rules: readonly HeldRule[] = this.at(matter.at)): readonly HeldRule[] {
    if (rules.length === 0) return []
    const grid = matter.grid ?? (matter.point && this.#gridAt(matter.point))
    return rankRules(rules, { ...matter, ...(grid !== undefined && { grid }) })
  }
}
