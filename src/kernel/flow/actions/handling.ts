import { choice, files, longText, yesNo } from '../../record/index.ts'
import { action, type Moment } from '../action.ts'

/** Those who hold the step; the step's own roles take the place of `clerk`. */
const holderGrants = [{ who: 'clerk', relation: 'holds' }] as const

const isLive = ({ task }: Pick<Moment, 'task'>) =>
  task.status === 'open' || task.status === 'accepted'
    ? undefined
    : { zh: '这一步不在办理中', en: 'this step is not being worked on' }

/** Takes the work on (接单). */
export const accept = action({
  name: 'accept',
  title: { zh: '接单', en: 'Accept' },
  on: 'task',
  grade: 'internal',
  grants: holderGrants,
  fields: () => ({}),
  hinder: ({ task }) =>
    task.status === 'open' ? undefined : { zh: '不在待接单状态', en: 'it does not wait to be accepted' },
  happen: ({ step }) => [{ type: 'accepted', step: step.name }],
})

/** Does the step and gives what it declares (办结本步骤). Accepts silently what was not yet accepted. */
export const complete = action({
  name: 'complete',
  title: { zh: '办结', en: 'Complete' },
  on: 'task',
  grade: 'internal',
  grants: holderGrants,
  fields: (_, step) => step?.gives ?? {},
  hinder: isLive,
  happen: ({ step, task, input }) => [
    ...(task.status === 'open' ? [{ type: 'accepted', step: step.name } as const] : []),
    { type: 'completed', step: step.name, given: input },
  ],
})

/** Records that the reporter was contacted (先行联系). */
export const contact = action({
  name: 'contact',
  title: { zh: '联系诉求人', en: 'Record a contact' },
  on: 'task',
  grade: 'personal',
  grants: holderGrants,
  fields: () => ({
    how: choice(
      { zh: '方式', en: 'How' },
      {
        phone: { zh: '电话', en: 'Phone' },
        visit: { zh: '上门', en: 'Visit' },
        message: { zh: '短信或消息', en: 'Message' },
      },
    ),
    reached: yesNo({ zh: '联系上了', en: 'Reached' }),
    note: longText({ zh: '说明', en: 'Note' }, { max: 500, optional: true }),
  }),
  hinder: isLive,
  happen: ({ step, input }) => [
    {
      type: 'contacted',
      step: step.name,
      how: input.how as string,
      reached: input.reached as boolean,
      note: input.note as string | undefined,
    },
  ],
})

/** Notes progress with evidence, seen by the reporter. */
export const progress = action({
  name: 'progress',
  title: { zh: '记录进展', en: 'Record progress' },
  on: 'task',
  grade: 'internal',
  grants: [...holderGrants, { who: 'grid-member', relation: 'helps' }, { who: 'clerk', relation: 'helps' }],
  fields: () => ({
    note: longText({ zh: '进展', en: 'Progress' }, { max: 2000 }),
    files: files({ zh: '照片', en: 'Photos' }, { optional: true }),
  }),
  hinder: isLive,
  happen: ({ step, input }) => [
    { type: 'progressed', step: step.name, note: input.note as string, files: (input.files as string[]) ?? [] },
  ],
})

/** Asks the reporter a question. */
export const ask = action({
  name: 'ask',
  title: { zh: '向诉求人提问', en: 'Ask the reporter' },
  on: 'task',
  grade: 'internal',
  grants: holderGrants,
  fields: () => ({ text: longText({ zh: '问题', en: 'Question' }, { max: 500 }) }),
  hinder: ({ state, task }) =>
    isLive({ task }) ??
    (state.questions.some((question) => question.answeredAt === undefined)
      ? { zh: '上一个问题还没有回答', en: 'the last question is still open' }
      : undefined),
  happen: ({ state, input }) => [
    { type: 'asked', question: String(state.questions.length + 1), text: input.text as string },
  ],
})

/** A note among officials, never shown to the reporter. */
export const note = action({
  name: 'note',
  title: { zh: '内部备注', en: 'Note' },
  on: 'case',
  grade: 'internal',
  grants: [
    { who: 'clerk', relation: 'involved' },
    { who: 'grid-member', relation: 'involved' },
    { who: 'dispatcher', relation: 'involved' },
    { who: 'supervisor', relation: 'involved' },
    { who: 'sorter', relation: 'involved' },
    { who: 'operator', relation: 'any' },
  ],
  fields: () => ({ text: longText({ zh: '备注', en: 'Note' }, { max: 1000 }) }),
  hinder: () => undefined,
  happen: ({ input }) => [{ type: 'noted', text: input.text as string }],
})
