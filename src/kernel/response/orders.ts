import type { Level } from '../access/index.ts'
import type { Called, Plan, PlanTask } from './plan.ts'
import type { ResponseLevel } from './scale.ts'

/** How an order stands. `waiting`: others must be over first. */
export type OrderState = 'waiting' | 'issued' | 'acknowledged' | 'done' | 'refused' | 'withdrawn'

/** Is nothing more to be done for it? */
export const isOver = (state: OrderState): boolean => state === 'done' || state === 'refused' || state === 'withdrawn'

/** An office that may be ordered. */
export type CalledOffice = { readonly id: string; readonly path: string; readonly level: Level }

/** Offices with a duty at a level, within the area of the incident. */
export type FindCalled = (duty: string, level: Level) => readonly CalledOffice[]

/** One task for one office. */
export type WantedOrder = { readonly task: PlanTask; readonly office: CalledOffice }

/** What a level of a plan wants: orders by task and office, and whom it calls where there is nobody. */
export type Wanted = {
  readonly orders: readonly WantedOrder[]
  readonly nobody: readonly { readonly task: string; readonly duty: string; readonly level: Level }[]
}

/** Who gets which order at a level; an office that is called twice by one task gets one. */
export function wantedAt(plan: Plan, level: ResponseLevel, find: FindCalled): Wanted {
  const orders: WantedOrder[] = []
  const nobody: { task: string; duty: string; level: Level }[] = []
  for (const task of plan.tasks.filter(({ at }) => at.includes(level))) {
    const called = new Map<string, CalledOffice>()
    for (const [duty, at] of task.to.flatMap(pairs)) {
      const offices = find(duty, at)
      if (offices.length === 0) nobody.push({ task: task.id, duty, level: at })
      for (const office of offices) called.set(office.id, office)
    }
    for (const office of called.values()) orders.push({ task, office })
  }
  return { orders, nobody }
}

const pairs = ({ duty, levels }: Called) => levels.map((level) => [duty, level] as const)

/** An order as it stands, as far as changes of level look at it. */
export type StandingOrder = {
  readonly id: string
  readonly task: string
  readonly office: string
  readonly state: OrderState
}

const keyOf = (task: string, office: string) => `${task} ${office}`

/**
 * What differs between the orders there are and those that are wanted: added are those that nobody has (a withdrawn one is given
 * anew), withdrawn those that are wanted no longer and not over. What was done or refused stays so.
 */
export function differenceOf(
  standing: readonly StandingOrder[],
  wanted: readonly WantedOrder[],
): { readonly add: readonly WantedOrder[]; readonly withdraw: readonly StandingOrder[] } {
  const has = new Set(
    standing.filter(({ state }) => state !== 'withdrawn').map(({ task, office }) => keyOf(task, office)),
  )
  const wants = new Set(wanted.map(({ task, office }) => keyOf(task.id, office.id)))
  return {
    add: wanted.filter(({ task, office }) => !has.has(keyOf(task.id, office.id))),
    withdraw: standing.filter(({ task, office, state }) => !isOver(state) && !wants.has(keyOf(task, office))),
  }
}

/** Orders that waited and now need not: all orders of the tasks before theirs are over. */
export function readyOrders(
  plan: Plan,
  standing: readonly Pick<StandingOrder, 'id' | 'task' | 'state'>[],
): readonly string[] {
  const open = new Set(standing.filter(({ state }) => !isOver(state)).map(({ task }) => task))
  const after = new Map(plan.tasks.map(({ id, after: before = [] }) => [id, before]))
  return standing
    .filter(({ state, task }) => state === 'waiting' && (after.get(task) ?? []).every((before) => !open.has(before)))
    .map(({ id }) => id)
}
