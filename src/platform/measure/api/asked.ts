import type { Actor } from '../../../kernel/access/index.ts'
import type { Base } from '../../base/index.ts'
import type { CasesRoom } from '../../cases/index.ts'
import type { Question } from '../count/question.ts'
import { rootsOf } from '../count/scope.ts'
import type { Names } from '../titles.ts'

/** What the routes of this room stand on. */
export type Parts = {
  readonly base: Base
  readonly cases: CasesRoom
  readonly names: Names
  officePath(id: string): string | undefined
}

/** How a query narrows a question. */
export type Narrowed = {
  readonly office?: string
  readonly class?: string
  readonly division?: string
  readonly channel?: string
  readonly pack?: string
}

/** The question of an actor: never beyond his part of the tree. @throws measure.noOffice, measure.notYours */
export const askedBy = (
  actor: Actor,
  { office, class: code, division, channel, pack }: Narrowed,
  { officePath }: Parts,
): Omit<Question, 'by' | 'period'> => ({
  roots: rootsOf(actor, office, officePath),
  class: code,
  division,
  channel,
  pack,
})
