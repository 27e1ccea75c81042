import type { Actor, Grade, Grant, Permission, Post, Resource } from '../access/index.ts'
import type { Filled } from '../forms/index.ts'
import type { Fields } from '../record/index.ts'
import type { HeldRule, Matter } from '../responsibility/index.ts'
import type { Within } from '../time/index.ts'
import type { Words } from '../words.ts'
import type { FlowDeclaration, StepDeclaration } from './declaration.ts'
import type { Happening } from './events.ts'
import type { OfficeRef } from './origin.ts'
import { type CaseState, officesAhead, type Task } from './state.ts'

/** What the engine must be told of the world around the case: offices, calendars, the moment. */
export type World = {
  /** Epoch milliseconds, UTC. */
  readonly now: number
  /** An open office by id, or nothing. */
  findOffice(id: string): OfficeRef | undefined
  /** The office that has a duty in this city (`hotline`, `police`); for a place where the duty is divided. */
  findDuty(duty: string, division: string | undefined): OfficeRef | undefined
  /** The city's own rules of responsibility that fit, the most exact first; a world without any has none. */
  rulesFor?(matter: Matter): readonly HeldRule[]
  /** The office that dispatches for a path: the nearest operation centre at or above it. */
  dispatcherOf(path: string): OfficeRef | undefined
  /** The office that supervises for a path. */
  supervisorOf(path: string): OfficeRef | undefined
  /** The moment that lies `within` after `from`, by the city's calendar. */
  due(from: number, within: Within): number
}

/** Everything an action sees. `task` is present for actions on a step. */
export type Moment = {
  readonly flow: FlowDeclaration
  readonly state: CaseState
  readonly step: StepDeclaration
  readonly task: Task
  readonly input: Filled
  readonly actor: Actor
  readonly post?: Post
  readonly world: World
  /** The other case, for joining and separating. */
  readonly other?: CaseState
  /** The case that a source is taken out into. */
  readonly taken?: { readonly id: string; readonly number: string }
}

/** One thing that can be done to a case: who may, when, with what input, and what then happens. Plain rules, no side effects. */
export type Action = {
  readonly name: string
  readonly title: Words
  /** `task`: acts on one step; `case`: on the whole. */
  readonly on: 'case' | 'task'
  readonly grade: Grade
  readonly grants: readonly Grant[]
  /** What it asks; `state` for what can only be chosen from what is there. */
  fields(flow: FlowDeclaration, step: StepDeclaration | undefined, state: CaseState): Fields
  /** Words of why it cannot be done now; nothing when it can. */
  hinder(moment: Omit<Moment, 'input'>): Words | undefined
  happen(moment: Moment): readonly Happening[]
}

/** Declares an action; a helper for inference and for freezing. */
export const action = (declared: Action): Action => Object.freeze(declared)

/** The grants of an action in a flow: the pack's own, else for `complete` the step's roles, else the engine's. */
export function grantsOf(what: Action, flow: FlowDeclaration, step: StepDeclaration | undefined): readonly Grant[] {
  const declared = (step && flow.grants[`${what.name}:${step.name}`]) ?? flow.grants[what.name]
  if (declared) return declared
  if (what.on === 'task' && step && what.grants.some((grant) => grant.relation === 'holds'))
    return what.grants.flatMap((grant) =>
      grant.relation === 'holds' ? step.roles.map((role) => ({ ...grant, who: role })) : [grant],
    )
  return what.grants
}

/** The permission that guards an action. */
export const permissionOf = (what: Action, flow: FlowDeclaration, step?: StepDeclaration): Permission => ({
  action: step ? `case.${what.name}:${step.name}` : `case.${what.name}`,
  title: what.title,
  scope: 'cases',
  grants: grantsOf(what, flow, step),
  grade: what.grade,
  changes: true,
})

/** How actors stand to a case, or to one of its tasks. `code` is the case's secret short code, kept outside the state. */
export function resourceOf(state: CaseState, task?: Task, code?: string): Resource {
  const tasks = task
    ? [task]
    : Object.values(state.tasks).filter((one) => one.status !== 'done' && one.status !== 'skipped')
  return {
    owner: state.owner,
    code,
    // A crew that was sent does the work in the place of the office that has it.
    holders: tasks.flatMap(({ holder, crew }) => [...(holder ? [holder.path] : []), ...(crew ? [crew.path] : [])]),
    helpers: tasks.flatMap((one) => one.helpers.map((help) => help.path)),
    involved: state.involved,
    ahead: officesAhead(state).map(({ path }) => path),
  }
}
