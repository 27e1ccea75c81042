import type { Level } from '../../kernel/access/index.ts'
import type { Point } from '../../kernel/place/index.ts'
import type { CalledOffice, HashedPlan } from '../../kernel/response/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Base } from '../base/index.ts'

/** What this room asks of the directory of offices. */
export type ResponseOffices = {
  /** Open offices with a duty at a level. */
  withDuty(duty: string, level: Level): readonly (CalledOffice & { readonly division?: string })[]
  find(office: string): { readonly path: string; readonly division?: string } | undefined
  /** The name of an office, abolished ones included. */
  title(office: string): Words | undefined
}

/** What the response room stands on. */
export type ResponseParts = {
  readonly base: Base
  readonly offices: ResponseOffices
  readonly plans: readonly HashedPlan[]
  /** Code of the whole city's division. */
  readonly city: string
  /** Codes of the divisions a point lies in. */
  readonly divisionsAt: (point: Point) => readonly string[]
  readonly divisionTitle: (code: string) => Words | undefined
}

/** Does a division lie within another one? The city's holds all. */
export const isWithinDivision = (code: string, above: string, city: string): boolean =>
  above === city || code.startsWith(above)
