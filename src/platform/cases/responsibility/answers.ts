import {
  type Answer,
  answersOf,
  type CaseState,
  cityAnswers,
  classOf,
  divisionOf,
  type FlowDeclaration,
  findStep,
  findValue,
  placeFor,
  type World,
} from '../../../kernel/flow/index.ts'
import { type Pack, responsibilityFor } from '../../../kernel/pack/index.ts'
import type { PlaceValue } from '../../../kernel/record/index.ts'

/** The step for which responsibility is asked: that of the rules, else the one whose clocks count. */
const answeringStep = (flow: FlowDeclaration) =>
  flow.steps.find(({ by }) => 'rules' in by) ?? findStep(flow, flow.marks.main)

/** What a pack's table of classes says. */
function byClass({ sorting, flow }: Pack, state: CaseState, world: World): readonly Answer[] {
  const code = classOf(flow, state)
  const row = sorting && code !== null ? responsibilityFor(sorting.responsibilities, code) : undefined
  const division = divisionOf(state)
  const least = row && { city: 0, district: 6, street: 9 }[row.level]
  if (!row || least === undefined || least > (division?.length ?? 0)) return []
  const holder = world.findDuty(row.duty, placeFor(row.level, division?.slice(0, least || undefined)))
  if (!holder) return []
  const because = { zh: `场景包责任表：“${row.class}”`, en: `The pack’s table of classes: "${row.class}"` }
  return [{ holder, because }]
}

/** What names an office beside all rules: the answer of a form that says who holds the step, or a duty. */
function byName(flow: FlowDeclaration, state: CaseState, world: World): readonly Answer[] {
  const by = answeringStep(flow)?.by
  if (!by) return []
  const holder =
    'from' in by
      ? world.findOffice(String(findValue(state, by.from)))
      : 'duty' in by
        ? world.findDuty(by.duty, divisionOf(state))
        : undefined
  return holder
    ? [
        {
          holder,
          because: { zh: '由告知者所属单位或固定职责', en: 'Who answers for what told of it, or has the duty' },
        },
      ]
    : []
}

/**
 * Every office that comes into question for the main responsibility of a case, each once, the one that answers first: the city's
 * own rules, then the pack's, then its table of classes, then whom a form or duty names.
 */
export function whoAnswers(pack: Pack, state: CaseState, world: World): readonly Answer[] {
  const division = divisionOf(state)
  const all = pack.flow.responsible
    ? answersOf(pack.flow, state, division, world)
    : [
        ...cityAnswers(pack.flow, state, division, world),
        ...byClass(pack, state, world),
        ...byName(pack.flow, state, world),
      ]
  return all.filter(({ holder }, i) => all.findIndex((one) => one.holder.office === holder.office) === i)
}

/** Does an answer of the form name the office: the city's table of classes, or whoever told? */
export const isNamed = ({ flow }: Pack): boolean => {
  const by = answeringStep(flow)?.by
  const isAnswer = by !== undefined && 'from' in by && !by.from.includes('.')
  return isAnswer || (flow.responsible?.some(({ to }) => 'answer' in to) ?? false)
}

/** What is asked about, when there is no case. */
export type Asked = {
  readonly code?: string | undefined
  readonly place?: PlaceValue | undefined
  readonly ownership?: string | undefined
  /** Epoch ms. */
  readonly at: number
}

/** A case as it would be, as far as responsibility reads it. */
export function imagined({ name, hash, flow }: Pack, { code, place, ownership, at }: Asked): CaseState {
  const isKind = code !== undefined && /^(component|event):/.test(code)
  const [step, field] = (flow.marks.class ?? '').split('.')
  const task = { status: 'done', round: 1, returns: 0, extensions: 0, helpers: [], overdue: [] } as const
  return {
    ...{
      id: 'imagined',
      seq: 0,
      number: '',
      pack: name,
      hash,
      status: 'open',
      origin: { channel: 'api' },
      language: 'zh',
    },
    ...{
      openedAt: at,
      changedAt: at,
      involved: [],
      questions: [],
      files: [],
      nudges: 0,
      redos: 0,
      supervised: false,
      absorbed: [],
    },
    answers: {
      ...(place && flow.marks.place !== undefined && { [flow.marks.place]: place }),
      ...(ownership !== undefined && { ownership }),
      ...(isKind && { kind: code }),
      ...(code !== undefined && !isKind && step && !field && { [step]: code }),
    },
    tasks:
      code !== undefined && !isKind && step && field ? { [step]: { ...task, step, given: { [field]: code } } } : {},
  }
}
