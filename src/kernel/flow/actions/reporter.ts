import { choice, choices, type Fields, files, integer, longText } from '../../record/index.ts'
import { action } from '../action.ts'
import { redoSteps } from '../advance.ts'
import type { FlowDeclaration } from '../declaration.ts'
import type { CaseState } from '../state.ts'

/** The people the case is about: signed in, or with its secret link; an operator speaks for a caller. */
const reporterGrants = [
  { who: 'signed-in', relation: 'own' },
  { who: 'anyone', relation: 'link' },
  { who: 'operator', relation: 'any' },
] as const

const isOpen = (status: string) => (status === 'open' ? undefined : { zh: '事项已经结束', en: 'the case is over' })

/** Adds words or photos to one's own case. */
export const add = action({
  name: 'add',
  title: { zh: '补充情况', en: 'Add information' },
  on: 'case',
  grade: 'internal',
  grants: reporterGrants,
  fields: () => ({
    text: longText({ zh: '补充的情况', en: 'What to add' }, { max: 2000 }),
    files: files({ zh: '照片', en: 'Photos' }, { optional: true }),
  }),
  hinder: ({ state }) => isOpen(state.status),
  happen: ({ input }) => [{ type: 'added', text: input.text as string, files: (input.files as string[]) ?? [] }],
})

/** Answers the newest open question of those who handle. */
export const answer = action({
  name: 'answer',
  title: { zh: '回答提问', en: 'Answer a question' },
  on: 'case',
  grade: 'internal',
  grants: reporterGrants,
  fields: () => ({
    text: longText({ zh: '回答', en: 'Your answer' }, { max: 2000 }),
    files: files({ zh: '照片', en: 'Photos' }, { optional: true }),
  }),
  hinder: ({ state }) =>
    isOpen(state.status) ??
    (state.questions.some((question) => question.answeredAt === undefined)
      ? undefined
      : { zh: '没有待回答的问题', en: 'there is no open question' }),
  happen: ({ state, input }) => {
    const open = state.questions.findLast((question) => question.answeredAt === undefined)
    return [
      {
        type: 'answered',
        question: open?.id ?? '',
        text: input.text as string,
        files: (input.files as string[]) ?? [],
      },
    ]
  },
})

/** Rates the result, once, within the declared window after the end (好差评). */
export const rate = action({
  name: 'rate',
  title: { zh: '评价', en: 'Rate the result' },
  on: 'case',
  grade: 'internal',
  grants: reporterGrants,
  fields: ({ rating }): Fields =>
    rating
      ? {
          score: integer({ zh: '满意程度', en: 'How satisfied' }, { min: 1, max: rating.levels }),
          tags: choices(
            { zh: '原因', en: 'Why' },
            Object.fromEntries(rating.tags.map((tag) => [tag.value, tag.title])),
            { optional: true },
          ),
          text: longText({ zh: '想说的话', en: 'In your words' }, { max: 1000, optional: true }),
        }
      : {},
  hinder: ({ flow, state, world }) => {
    if (!flow.rating) return { zh: '此类事项不评价', en: 'this kind of case is not rated' }
    if (state.status !== 'closed' || state.closedAt === undefined)
      return { zh: '办结后才能评价', en: 'it can be rated when it is over' }
    if (state.rating) return { zh: '已经评价过', en: 'it was rated already' }
    if (world.now > world.due(state.closedAt, flow.rating.within))
      return { zh: '评价期限已过', en: 'the time for rating is over' }
    return undefined
  },
  happen: ({ input }) => [
    {
      type: 'rated',
      score: input.score as number,
      tags: (input.tags as string[]) ?? [],
      text: input.text as string | undefined,
    },
  ],
})

/** Says that it is not solved and has it redone, within the window and as often as declared (重办). */
export const redo = action({
  name: 'redo',
  title: { zh: '没有解决，要求重办', en: 'Not solved: have it redone' },
  on: 'case',
  grade: 'internal',
  grants: [...reporterGrants, { who: 'supervisor', relation: 'involved' }],
  fields: () => ({
    reason: longText({ zh: '哪里没有解决', en: 'What is not solved' }, { max: 2000 }),
    files: files({ zh: '照片', en: 'Photos' }, { optional: true }),
  }),
  hinder: ({ flow, state, world }) => {
    if (!flow.redo) return { zh: '此类事项不能重办', en: 'this kind of case cannot be redone' }
    if (state.status !== 'closed' || state.closedAt === undefined)
      return { zh: '办结后才能要求重办', en: 'it can be redone when it is over' }
    if (state.redos >= flow.redo.most)
      return { zh: `最多重办 ${flow.redo.most} 次`, en: `it can be redone ${flow.redo.most} times at most` }
    if (world.now > world.due(state.closedAt, flow.redo.within))
      return { zh: '要求重办的期限已过', en: 'the time for asking is over' }
    return undefined
  },
  happen: ({ flow, input }) => [
    {
      type: 'reopened',
      steps: redoSteps(flow),
      reason: input.reason as string,
      files: (input.files as string[]) ?? [],
    },
  ],
})

/** Finished steps that declare how they are undone, the last one first: nothing that was built upon is undone before it. */
const toUndo = (flow: FlowDeclaration, state: CaseState): readonly string[] =>
  flow.steps
    .map((step, place) => ({ step, place, task: state.tasks[step.name] }))
    .filter(({ step, task }) => step.undo !== undefined && task?.status === 'done')
    .sort((one, other) => (other.task?.doneAt ?? 0) - (one.task?.doneAt ?? 0) || other.place - one.place)
    .map(({ step }) => step.name)

/** Takes one's own case back: what was done and can be undone is undone with it (补偿), each with its office. */
export const withdraw = action({
  name: 'withdraw',
  title: { zh: '撤回', en: 'Withdraw' },
  on: 'case',
  grade: 'internal',
  grants: reporterGrants,
  fields: () => ({
    reason: choice(
      { zh: '原因', en: 'Why' },
      {
        solved: { zh: '已经解决', en: 'It is solved' },
        mistake: { zh: '填错了', en: 'It was a mistake' },
        other: { zh: '其他', en: 'Other' },
      },
    ),
  }),
  hinder: ({ state }) => isOpen(state.status),
  happen: ({ flow, state, input }) => [
    ...toUndo(flow, state).map((step) => ({ type: 'undone' as const, step, reason: '撤回' })),
    { type: 'withdrawn', reason: input.reason as string },
  ],
})
