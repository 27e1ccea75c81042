import type { OrderState } from '../../../kernel/response/index.ts'
import type { Words } from '../../../kernel/words.ts'

/** An order as other rooms hear of it; the instant ISO. */
export type OrderTold = {
  readonly id: string
  readonly task: string
  readonly title: Words
  readonly text: Words
  readonly office: string
  /** Whom it names; the whole office without. */
  readonly person: string | null
  readonly acknowledgeDue: string
}

/** What every message about orders says of their incident. */
type OfIncident = {
  readonly incident: string
  readonly title: string
  readonly isExercise: boolean
  readonly isDemo: boolean
}

/** Orders were issued (`response.ordered`): for the room that tells people. */
export type Ordered = OfIncident & { readonly orders: readonly OrderTold[] }

/** A late order as other rooms hear of it, with how often it was reminded of by now. */
export type LateOrder = {
  readonly id: string
  readonly task: string
  readonly title: Words
  readonly office: string
  readonly person: string | null
  readonly state: OrderState
  readonly reminders: number
}

/** Orders are late (`response.orderLate`): for the room that tells people. `office` is in command. */
export type OrdersLate = OfIncident & { readonly office: string; readonly orders: readonly LateOrder[] }

/** An order that was not acknowledged in time, and who is asked now: a deputy, everybody of its office, or the office above. */
export type EscalatedOrder = {
  readonly id: string
  readonly title: Words
  readonly office: string
  readonly officeTitle: Words
  readonly personName: string | null
  readonly to: { readonly person: string } | { readonly office: string }
}

/** Orders were escalated (`response.orderEscalated`): for the room that tells people. */
export type OrdersEscalated = OfIncident & { readonly orders: readonly EscalatedOrder[] }
