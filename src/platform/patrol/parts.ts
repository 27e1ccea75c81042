import type { FilingRule } from '../../kernel/patrol/index.ts'
import type { Calendar } from '../../kernel/time/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Base } from '../base/index.ts'
import type { CasesRoom, Offices } from '../cases/index.ts'
import type { Registry } from '../registry/index.ts'
import type { Twin } from '../twin/index.ts'

/** What the patrol room stands on. */
export type PatrolParts = {
  readonly base: Base
  readonly registry: Pick<Registry, 'geography' | 'locate' | 'reverse' | 'refresh'>
  readonly twin: Pick<Twin, 'entities'>
  readonly cases: Pick<CasesRoom, 'engine' | 'files' | 'lists'>
  readonly offices: Offices
  /** When leaders of grids may be told of what was missed: not at night. */
  readonly hours: Calendar
  /** The table of classes that is in force until the city enters its own. */
  readonly table: readonly FilingRule[]
  /** Names of major classes, `component:01`. */
  readonly majors: Readonly<Record<string, Words>>
}
