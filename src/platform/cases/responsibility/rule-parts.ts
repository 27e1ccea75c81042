import type { Pack } from '../../../kernel/pack/index.ts'
import type { PlaceValue } from '../../../kernel/record/index.ts'
import type { Calendar } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Db } from '../../base/index.ts'
import type { CaseEngine } from '../engine.ts'
import type { PackShelf } from '../packs.ts'
import type { Offices } from '../world.ts'
import type { DivisionAt } from './rule-reach.ts'
import type { GridAt, RuleShelf } from './rule-shelf.ts'

/** What responsibility asks of the city's ground; the registry answers, the server joins them. */
export type Ground = {
  readonly gridAt: GridAt
  readonly divisionAt: DivisionAt
  /** Codes of the districts, with what they are called. */
  districts(): readonly { readonly code: string; readonly title: Words }[]
}

/** What the city's own rules stand on. */
export type RuleParts = {
  readonly db: Db
  readonly engine: CaseEngine
  readonly packs: PackShelf
  readonly shelf: RuleShelf
  readonly offices: Offices
  readonly calendar: Calendar
  readonly ground: Ground
  locate(place: PlaceValue): Promise<PlaceValue>
  now(): number
}

/** The class of a pack by its code, as people read it. */
export const classTitles = ({ taxonomies }: Pack): readonly { readonly code: string; readonly title: Words }[] =>
  Object.values(taxonomies).flatMap(({ classes }) => classes)
