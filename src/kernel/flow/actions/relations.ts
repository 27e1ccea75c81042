import { type Fields, longText, officeField, text } from '../../record/index.ts'
import { action } from '../action.ts'
import { flowErrors } from '../flow-errors.ts'

const words = (zh: string, en: string) => ({ zh, en })

const joiners = [
  { who: 'sorter', relation: 'involved' },
  { who: 'dispatcher', relation: 'involved' },
  { who: 'operator', relation: 'any' },
] as const

const otherCase: Fields = {
  other: text(words('事项编号', 'Case number'), { max: 60 }),
  reason: longText(words('理由', 'Reason'), { max: 500 }),
}

/** Joins this case into another about the same matter (并单). Its reporter goes on following his own number. */
export const join = action({
  name: 'join',
  title: words('并入另一事项', 'Join into another case'),
  on: 'case',
  grade: 'internal',
  grants: joiners,
  fields: () => otherCase,
  hinder: ({ state }) => {
    if (state.status !== 'open') return words('事项已经结束', 'the case is over')
    return state.absorbed.length > 0
      ? words('已有其他事项并入本事项', 'other cases were joined into this one')
      : undefined
  },
  happen: ({ state, other, input }) => {
    if (!other || other.id === state.id || other.status !== 'open')
      throw flowErrors.make('flow.noOther', { other: input.other as string })
    return [{ type: 'joined', into: other.id, intoNumber: other.number, reason: input.reason as string }]
  },
})

/** Takes a joined case out again (拆单). */
export const separate = action({
  name: 'separate',
  title: words('拆分出来', 'Separate again'),
  on: 'case',
  grade: 'internal',
  grants: joiners,
  fields: () => ({ reason: longText(words('理由', 'Reason'), { max: 500 }) }),
  hinder: ({ state }) =>
    state.status === 'joined' ? undefined : words('没有并入其他事项', 'it is not joined into another'),
  happen: ({ state, input }) => [
    { type: 'separated', from: state.joinedInto?.id ?? '', reason: input.reason as string },
  ],
})

/** Corrects what a finished step gave, with the reason; the earlier value stays in the log. */
export const correct = action({
  name: 'correct',
  title: words('更正', 'Correct'),
  on: 'task',
  grade: 'internal',
  grants: [
    { who: 'sorter', relation: 'involved' },
    { who: 'dispatcher', relation: 'involved' },
    { who: 'supervisor', relation: 'involved' },
  ],
  fields: (_, step): Fields => ({
    ...Object.fromEntries(
      Object.entries(step?.gives ?? {}).map(([name, field]) => [name, { ...field, required: false }]),
    ),
    because: longText(words('更正理由', 'Why it is corrected'), { max: 500 }),
  }),
  hinder: ({ task }) => (task.status === 'done' ? undefined : words('这一步还没有办结', 'this step is not done yet')),
  happen: ({ step, input }) => {
    const { because, ...given } = input
    return Object.keys(given).length === 0
      ? []
      : [{ type: 'corrected', step: step.name, given, reason: because as string }]
  },
})

/** Undoes a finished step that declares how, while nothing that reads it is done (撤销步骤). */
export const undo = action({
  name: 'undo',
  title: words('撤销此步骤', 'Undo this step'),
  on: 'task',
  grade: 'internal',
  grants: [
    { who: 'dispatcher', relation: 'involved' },
    { who: 'supervisor', relation: 'involved' },
  ],
  fields: () => ({ reason: longText(words('理由', 'Reason'), { max: 500 }) }),
  hinder: ({ flow, state, step, task }) => {
    if (!step.undo) return words('这一步不能撤销', 'this step cannot be undone')
    if (task.status !== 'done') return words('这一步还没有办结', 'this step is not done yet')
    const later = flow.steps.filter((other) => other.after.includes(step.name))
    return later.some((other) => state.tasks[other.name]?.status === 'done')
      ? words('依赖它的步骤已经办结，请先撤销后面的步骤', 'a step that depends on it is done: undo that first')
      : undefined
  },
  happen: ({ step, input }) => [{ type: 'undone', step: step.name, reason: input.reason as string }],
})

/** The clockwork moves a step away from an office that was abolished (机构撤销). */
export const reassign = action({
  name: 'reassign',
  title: words('机构调整后改派', 'Move away from an abolished office'),
  on: 'task',
  grade: 'internal',
  grants: [{ who: 'system', relation: 'any' }],
  fields: () => ({
    office: officeField(words('机构', 'Office')),
    reason: longText(words('理由', 'Reason'), { max: 500 }),
  }),
  hinder: ({ task }) => (task.holder ? undefined : words('这一步不在任何机构', 'no office holds this step')),
  happen: ({ step, task, input, world }) => {
    const holder = world.findOffice(input.office as string)
    if (!holder) throw flowErrors.make('flow.noOffice', { office: input.office as string })
    return [
      {
        type: 'dispatched',
        step: step.name,
        holder,
        reason: input.reason as string,
        dueAt: task.dueAt,
        contactDueAt: task.contactDueAt,
      },
    ]
  },
})
