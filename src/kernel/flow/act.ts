import { type Actor, decide, type Post } from '../access/index.ts'
import { checkForm, type Filled, splitByGrade } from '../forms/index.ts'
import type { Words } from '../words.ts'
import { type Action, type Moment, permissionOf, resourceOf, type World } from './action.ts'
import { actions } from './actions/index.ts'
import { follows, foreseeHolders } from './advance.ts'
import { type FlowDeclaration, findStep, type StepDeclaration } from './declaration.ts'
import type { CaseEvent, Happening, RecordedLife, Stamp } from './events.ts'
import { flowErrors } from './flow-errors.ts'
import { applyEvent } from './fold.ts'
import type { Origin } from './origin.ts'
import type { Source } from './source.ts'
import type { CaseState, Task } from './state.ts'

/** What comes of an action: the new events in order, and the state after them. */
export type Outcome = {
  readonly events: readonly CaseEvent[]
  readonly state: CaseState
  /** What was given and is graded personal, as `field` or `step.field`: kept apart from the log by the caller. */
  readonly personal: Filled
}

/** The engine's action of that name. */
export const findAction = (name: string): Action | undefined => actions.find((one) => one.name === name)

/** No chain of consequences is longer than this; a flow that needs more is wrong. */
const longestChain = 200

/** Appends happenings and everything that follows from them to a case. Pure. */
function append(
  flow: FlowDeclaration,
  id: string,
  before: CaseState | undefined,
  happenings: readonly Happening[],
  stamp: Omit<Stamp, 'seq'>,
  world: World,
): Outcome {
  let state = before
  const events: CaseEvent[] = []
  const push = (happening: Happening) => {
    const event: CaseEvent = { ...stamp, ...happening, seq: (state?.seq ?? 0) + 1 }
    state = applyEvent(state, event, id)
    events.push(event)
  }
  for (const happening of happenings) push(happening)
  for (let next = state && follows(flow, state, world); next && state; next = follows(flow, state, world)) {
    if (events.length > longestChain) throw flowErrors.make('flow.endless')
    push(next)
  }
  if (state === undefined) throw flowErrors.make('flow.gap', { expected: 1, found: 0 })
  return { events, state, personal: {} }
}

/** A new case. `answers` are checked and free of personal values (see `splitByGrade`). */
export type Submission = {
  readonly flow: FlowDeclaration
  readonly pack: string
  readonly hash: string
  readonly id: string
  readonly number: string
  readonly answers: Filled
  readonly origin: Origin
  readonly owner?: string
  readonly language?: 'zh' | 'en'
  /** Its life in another system, when it comes as history. */
  readonly recorded?: RecordedLife
  /** The signal that began it. */
  readonly source?: Source
  readonly takenOut?: Extract<Happening, { type: 'submitted' }>['takenOut']
  readonly actor: Actor
  readonly post?: Post
  readonly action?: string
  readonly world: World
}

const stampOf = (
  actor: Actor,
  post: Post | undefined,
  action: string | undefined,
  world: World,
): Omit<Stamp, 'seq'> => ({
  at: world.now,
  by: actor.id,
  ...(post ? { post: { office: post.office, path: post.path, role: post.role } } : {}),
  ...(action ? { action } : {}),
})

/** Begins a case: the first event and all that follows from it. */
export function submit(given: Submission): Outcome {
  const { flow, id, actor, post, action, world } = given
  const { pack, hash, number, answers, origin, owner, language, recorded, source, takenOut } = given
  const happening: Happening = {
    ...{ type: 'submitted', pack, hash, number, answers, origin, owner, language },
    ...(source && { source }),
    ...(takenOut && { takenOut }),
  }
  const history: Happening[] = recorded ? [{ type: 'recorded', life: recorded }] : []
  return withAhead(
    flow,
    append(flow, id, undefined, [happening, ...history], stampOf(actor, post, action, world), world),
    world,
  )
}

/** The first event tells who is going to have the later steps, once it is known which have begun. */
function withAhead(flow: FlowDeclaration, outcome: Outcome, world: World): Outcome {
  const [first, ...rest] = outcome.events
  const ahead = foreseeHolders(flow, outcome.state, world)
  if (first?.type !== 'submitted' || outcome.state.recorded || Object.keys(ahead).length === 0) return outcome
  return { ...outcome, events: [{ ...first, ahead }, ...rest], state: { ...outcome.state, ahead } }
}

/**
 * What follows by itself because the world has changed and not the case: an office that its next step had waited for
 * exists now. No events when nothing follows. @throws flow.noOffice while there is still none
 */
export function goOn(flow: FlowDeclaration, state: CaseState, actor: Actor, world: World): Outcome {
  return append(flow, state.id, state, [], stampOf(actor, undefined, undefined, world), world)
}

/** One action on one case, as it comes from outside. `code`: the case's secret short code, to judge links by. */
export type Act = {
  readonly flow: FlowDeclaration
  readonly state: CaseState
  readonly name: string
  readonly step?: string
  readonly input: Filled
  readonly actor: Actor
  readonly action?: string
  readonly code?: string
  readonly other?: CaseState
  /** The case that a source is taken out into. */
  readonly taken?: { readonly id: string; readonly number: string }
  readonly world: World
}

const idle: Task = { step: '', status: 'waiting', round: 1, returns: 0, extensions: 0, helpers: [], overdue: [] }

function findParts(
  flow: FlowDeclaration,
  state: CaseState,
  what: Action,
  stepName: string | undefined,
): { step: StepDeclaration; task: Task } {
  const first = flow.steps[0]
  if (first === undefined) throw flowErrors.make('flow.unknownStep', { step: '' })
  if (what.on === 'case') return { step: first, task: idle }
  const step = findStep(flow, stepName ?? '')
  const task = step && state.tasks[step.name]
  if (!step || !task) throw flowErrors.make('flow.unknownStep', { step: stepName ?? '' })
  return { step, task }
}

/**
 * Does an action: who may, whether now, whether the input is right, what happens, what follows. Pure; the caller stores.
 * @throws flow.unknownAction, flow.unknownStep, flow.notAllowed, flow.notNow, form.invalid, flow.noOffice, flow.notBelow
 */
export function act(given: Act): Outcome {
  const { flow, state, actor, world, code, other } = given
  const what = findAction(given.name)
  if (!what) throw flowErrors.make('flow.unknownAction', { action: given.name })
  const { step, task } = findParts(flow, state, what, given.step)
  const isTask = what.on === 'task'
  const decision = decide(
    actor,
    permissionOf(what, flow, isTask ? step : undefined),
    resourceOf(state, isTask ? task : undefined, code),
  )
  if (!decision.allowed) throw notAllowed(what, decision.reason)
  // Joining touches two cases: one must be allowed to do it to both.
  const elsewhere = other && decide(actor, permissionOf(what, flow), resourceOf(other))
  if (elsewhere && !elsewhere.allowed) throw notAllowed(what, elsewhere.reason)
  const moment = { flow, state, step, task, actor, post: decision.post, world, other, taken: given.taken }
  const why = what.hinder(moment)
  if (why) throw notNow(what, why)
  const fields = what.fields(flow, step, state)
  const { open, personal } = splitByGrade(fields, checkForm(fields, given.input))
  const happenings = what.happen({ ...moment, input: open })
  const outcome = append(flow, state.id, state, happenings, stampOf(actor, decision.post, given.action, world), world)
  const kept = Object.entries(personal).map(([name, value]) => [`${step.name}.${name}`, value])
  return { ...outcome, personal: Object.fromEntries(kept) }
}

const notAllowed = (what: Action, why: Words) =>
  flowErrors.make('flow.notAllowed', { action: what.title.zh, actionEn: what.title.en, why: why.zh, whyEn: why.en })

const notNow = (what: Action, why: Words) =>
  flowErrors.make('flow.notNow', { action: what.title.zh, actionEn: what.title.en, why: why.zh, whyEn: why.en })

/** Something the actor may do now, with the form it asks. */
export type Offer = {
  readonly action: string
  readonly step?: string
  readonly title: Words
  readonly fields: ReturnType<Action['fields']>
}

/** Everything this actor may do to this case now, for pages and menus. The server decides again when it is done. */
export function offersFor(given: Omit<Act, 'name' | 'step' | 'input'>): readonly Offer[] {
  const { flow, state, actor, world, code } = given
  const offers: Offer[] = []
  const consider = (what: Action, step: StepDeclaration, task: Task) => {
    const isTask = what.on === 'task'
    const permission = permissionOf(what, flow, isTask ? step : undefined)
    const decision = decide(actor, permission, resourceOf(state, isTask ? task : undefined, code))
    if (!decision.allowed || actor.id === 'system') return
    const moment: Omit<Moment, 'input'> = { flow, state, step, task, actor, post: decision.post, world }
    if (what.hinder(moment)) return
    offers.push({
      action: what.name,
      ...(isTask ? { step: step.name } : {}),
      title: what.title,
      fields: what.fields(flow, step, state),
    })
  }
  for (const what of actions) {
    if (what.on === 'case') {
      const first = flow.steps[0]
      if (first) consider(what, first, idle)
    } else
      for (const step of flow.steps) {
        const task = state.tasks[step.name]
        if (task) consider(what, step, task)
      }
  }
  return offers
}

/** What the world around a case causes in it: appended by the platform, no form. */
export type Caused = Extract<
  Happening,
  {
    type:
      | ('absorbed' | 'released' | 'migrated' | 'joined' | 'separated')
      | ('heard' | 'calmed' | 'parted' | 'followed' | 'crew')
      | ('effect-begun' | 'effect-told')
  }
>

/** Events that other cases, signals and devices cause in this one, and all that follows from them. */
export function appendHappening(
  flow: FlowDeclaration,
  state: CaseState,
  happening: Caused | readonly Caused[],
  actor: Actor,
  world: World,
): Outcome {
  const happenings = Array.isArray(happening) ? happening : [happening as Caused] // a list was told from a single one
  return append(flow, state.id, state, happenings, stampOf(actor, undefined, undefined, world), world)
}
