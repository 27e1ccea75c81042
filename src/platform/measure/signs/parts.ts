import type { Sign } from '../../../kernel/signs/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Base } from '../../base/index.ts'
import type { CasesRoom, Offices } from '../../cases/index.ts'
import type { Things } from '../../things/index.ts'
import type { Twin } from '../../twin/index.ts'

/** What signs are computed over; joined by the server. */
export type SignWorld = {
  /** The signs that packs declare. */
  readonly declared: readonly Sign[]
  readonly twin: Pick<Twin, 'entities' | 'observations'>
  readonly things: Pick<Things, 'fleet' | 'rules' | 'foresees' | 'countAlarms' | 'standingAlarms' | 'ailing' | 'briefs'>
  /** Division code of the whole city, e.g. `310000`. */
  readonly city: string
  /** The city's districts by code; each has a value of every count, be it 0. */
  districts(): readonly string[]
}

/** What the parts of this folder stand on. */
export type SignParts = {
  readonly base: Base
  readonly cases: CasesRoom
  readonly offices: Pick<Offices, 'findDuty' | 'title'>
  readonly world: SignWorld
  placeTitle(code: string): Words
}
