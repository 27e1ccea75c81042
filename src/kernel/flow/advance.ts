import { conditionOf, holds, type Vocabulary } from '../rules/index.ts'
import type { Within } from '../time/index.ts'
import type { Words } from '../words.ts'
import type { World } from './action.ts'
import type { Answer } from './answer.ts'
import type { FlowDeclaration, Holder, Limit, StepDeclaration } from './declaration.ts'
import { runOf } from './effects.ts'
import type { Happening } from './events.ts'
import { flowErrors } from './flow-errors.ts'
import type { OfficeRef } from './origin.ts'
import { answersOf, cityAnswers, decided } from './responsible.ts'
import { type CaseState, factsOf, findValue, type Task } from './state.ts'

/** The time limit that applies, given what is known of the case. */
function limitFor(limit: Limit, state: CaseState): Within {
  if (!('by' in limit)) return limit
  return limit.of[String(findValue(state, limit.by))] ?? limit.otherwise
}

/** When a step that begins now is due, and when its first contact is. */
export function clocksOf(
  step: StepDeclaration,
  state: CaseState,
  world: World,
): { dueAt?: number; contactDueAt?: number } {
  return {
    ...(step.within ? { dueAt: world.due(world.now, limitFor(step.within, state)) } : {}),
    ...(step.contactWithin ? { contactDueAt: world.due(world.now, step.contactWithin) } : {}),
  }
}

/** The steps that are done again when a case is redone: the declared one and all after it. */
export function redoSteps(flow: FlowDeclaration): readonly string[] {
  const first = flow.steps.findIndex((step) => step.name === flow.redo?.from)
  return first < 0 ? [] : flow.steps.slice(first).map((step) => step.name)
}

const vocabularies = new WeakMap<FlowDeclaration, Vocabulary>()

/** All that the rules of a flow may speak of: the form's fields, and what each step gives. */
export function vocabularyOf(flow: FlowDeclaration): Vocabulary {
  const known = vocabularies.get(flow)
  if (known) return known
  const made: Vocabulary = { ...flow.asks, ...Object.fromEntries(flow.steps.map((step) => [step.name, step.gives])) }
  vocabularies.set(flow, made)
  return made
}

const isTrue = (condition: string, flow: FlowDeclaration, state: CaseState): boolean =>
  holds(conditionOf(condition, vocabularyOf(flow)), factsOf(state)) === true

const isOver = (task: Task | undefined): boolean => task?.status === 'done' || task?.status === 'skipped'
const isWaiting = (task: Task | undefined): boolean => task === undefined || task.status === 'waiting'

/** Which office a step goes to: where it was in an earlier round, the office an answer named, or the one with the duty. */
function holderFor(
  flow: FlowDeclaration,
  step: StepDeclaration,
  state: CaseState,
  world: World,
): { readonly holder: OfficeRef; readonly because?: Words; readonly others?: readonly Answer[] } {
  const before = state.tasks[step.name]?.holder
  const kept = before && world.findOffice(before.office)
  if (kept) return { holder: kept }
  if ('rules' in step.by) {
    const found = decided(answersOf(flow, state, divisionOf(state), world))
    if (!found) throw flowErrors.make('flow.noOffice', { office: step.name })
    return found
  }
  if ('step' in step.by) {
    const there = state.tasks[step.by.step]?.holder
    const found = there && world.findOffice(there.office)
    if (!found) throw flowErrors.make('flow.noOffice', { office: step.by.step })
    return { holder: found, because: whoIsThere }
  }
  const named = { holder: namedHolder(step.by, state, world) }
  // What a signal brought along is no person's choice: the city's own rules come before it.
  const isChosen = !('from' in step.by) || step.by.from.includes('.') || !state.source || state.origin.system === 'hand'
  if (isChosen) return named
  const ruled = cityAnswers(flow, state, divisionOf(state), world)
  return (ruled.length > 0 && decided([...ruled, { ...named, because: whoTells }])) || named
}

const whoTells: Words = { zh: '由告知者所属单位负责', en: 'Who answers for what told of it' }

const whoIsThere: Words = { zh: '由已到场的单位接着办', en: 'Whoever is there goes on' }

function namedHolder(
  by: Exclude<Holder, { rules: true } | { step: string }>,
  state: CaseState,
  world: World,
): OfficeRef {
  if ('from' in by) {
    const office = String(findValue(state, by.from))
    const found = world.findOffice(office)
    if (!found) throw flowErrors.make('flow.noOffice', { office })
    return found
  }
  const found = world.findDuty(by.duty, divisionOf(state))
  if (!found) throw flowErrors.make('flow.noOffice', { office: by.duty })
  return found
}

/** The first effect of a step that is due and has not been: of one being worked on, or of one that is done. */
function dueEffect(flow: FlowDeclaration, state: CaseState): Happening | undefined {
  for (const step of flow.steps) {
    const task = state.tasks[step.name]
    if (!step.effects || task === undefined || task.status === 'waiting' || task.status === 'skipped') continue
    for (const { name, on, when, yesBy } of step.effects) {
      const run = runOf(name, task.round)
      if (state.effects?.some((one) => one.run === run)) continue
      if (on === 'completed' && task.status !== 'done') continue
      if (when !== undefined && !isTrue(when, flow, state)) continue
      return { type: 'effect-due', effect: name, step: step.name, run, asks: yesBy !== undefined }
    }
  }
  return undefined
}

/**
 * Who will have the steps that have not begun, by step, as far as pack and place tell now: those who are going to answer see
 * what comes towards them. Who has it already is not told again; what an answer names or an earlier step decides is not known yet.
 */
export function foreseeHolders(
  flow: FlowDeclaration,
  state: CaseState,
  world: World,
): Readonly<Record<string, OfficeRef>> {
  const ahead: Record<string, OfficeRef> = {}
  for (const { name, by } of flow.steps) {
    if (!isWaiting(state.tasks[name]) || state.tasks[name]?.holder) continue
    const found =
      'rules' in by
        ? answersOf(flow, state, divisionOf(state), world)[0]?.holder
        : 'duty' in by
          ? world.findDuty(by.duty, divisionOf(state))
          : undefined
    if (found && !state.involved.includes(found.path)) ahead[name] = found
  }
  return ahead
}

/** The division code of the case's place: the first answer that is a place and has one. */
export function divisionOf(state: CaseState): string | undefined {
  for (const value of Object.values(state.answers))
    if (typeof value === 'object' && value !== null && 'division' in value && typeof value.division === 'string')
      return value.division
  return undefined
}

/**
 * What follows by itself from the state: steps begin when all before them are over, are skipped when their condition
 * does not hold; a declared condition sends the case back; the case ends when every step is over. One thing at a time:
 * the caller folds it in and asks again until nothing follows.
 */
export function follows(flow: FlowDeclaration, state: CaseState, world: World): Happening | undefined {
  if (state.status !== 'open') return undefined
  const effect = dueEffect(flow, state)
  if (effect) return effect
  for (const step of flow.steps) {
    if (!isWaiting(state.tasks[step.name]) || !step.after.every((name) => isOver(state.tasks[name]))) continue
    if (step.when !== undefined && !isTrue(step.when, flow, state)) return { type: 'skipped', step: step.name }
    return {
      ...{ type: 'opened', step: step.name },
      ...holderFor(flow, step, state, world),
      ...clocksOf(step, state, world),
    }
  }
  if (!flow.steps.every((step) => isOver(state.tasks[step.name]))) return undefined
  const { redo } = flow
  if (redo?.when !== undefined && state.redos < redo.most && isTrue(redo.when, flow, state))
    return { type: 'reopened', steps: redoSteps(flow), reason: 'rule', files: [] }
  return { type: 'closed', outcome: 'done' }
}
