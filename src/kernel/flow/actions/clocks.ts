import { instant, longText, yesNo } from '../../record/index.ts'
import { action } from '../action.ts'
import { redoSteps } from '../advance.ts'

const words = (zh: string, en: string) => ({ zh, en })

/** Asks for more time (申请延期); somebody over the holder decides. */
export const askExtension = action({
  name: 'ask-extension',
  title: words('申请延期', 'Ask for more time'),
  on: 'task',
  grade: 'internal',
  grants: [{ who: 'clerk', relation: 'holds' }],
  fields: () => ({
    until: instant(words('延至', 'Until')),
    reason: longText(words('理由', 'Reason'), { max: 500 }),
  }),
  hinder: ({ flow, step, task }) => {
    if (!flow.extension || !step.movable || task.dueAt === undefined)
      return words('此步骤不能延期', 'this step cannot be extended')
    if (task.status !== 'open' && task.status !== 'accepted')
      return words('这一步不在办理中', 'this step is not being worked on')
    if (task.extension) return words('已有延期申请待审批', 'a request is waiting for its decision')
    if (task.extensions >= flow.extension.most)
      return words(`最多延期 ${flow.extension.most} 次`, `${flow.extension.most} extensions at most`)
    return undefined
  },
  happen: ({ step, input }) => [
    {
      type: 'extension-asked',
      step: step.name,
      until: Date.parse(input.until as string),
      reason: input.reason as string,
    },
  ],
})

/** Grants or refuses more time; never the person who asked. A granted time is capped at the declared longest. */
export const decideExtension = action({
  name: 'decide-extension',
  title: words('审批延期', 'Decide on more time'),
  on: 'task',
  grade: 'internal',
  grants: [
    { who: 'dispatcher', relation: 'over' },
    { who: 'supervisor', relation: 'over' },
  ],
  fields: () => ({
    granted: yesNo(words('同意', 'Grant')),
    note: longText(words('意见', 'Note'), { max: 500, optional: true }),
  }),
  hinder: ({ task, actor }) => {
    if (!task.extension) return words('没有延期申请', 'there is no request')
    if (task.extension.askedBy === actor.id) return words('不能审批自己的申请', 'nobody decides on his own request')
    return undefined
  },
  happen: ({ flow, step, task, input, world }) => {
    const longest = flow.extension ? world.due(Math.max(world.now, task.dueAt ?? 0), flow.extension.longest) : world.now
    const dueAt = Math.min(task.extension?.until ?? longest, longest)
    const granted = input.granted as boolean
    return [
      {
        type: 'extension-decided',
        step: step.name,
        granted,
        ...(granted ? { dueAt } : {}),
        note: input.note as string | undefined,
      },
    ]
  },
})

/** Presses for it (催办). */
export const nudge = action({
  name: 'nudge',
  title: words('催办', 'Nudge'),
  on: 'case',
  grade: 'internal',
  grants: [
    { who: 'supervisor', relation: 'involved' },
    { who: 'dispatcher', relation: 'involved' },
    { who: 'duty-officer', relation: 'involved' },
    { who: 'operator', relation: 'any' },
    { who: 'signed-in', relation: 'own' },
    { who: 'anyone', relation: 'link' },
  ],
  fields: () => ({ text: longText(words('说明', 'Note'), { max: 500 }) }),
  hinder: ({ state }) => {
    if (state.status !== 'open') return words('事项已经结束', 'the case is over')
    return state.nudges >= 20 ? words('催办次数已达上限', 'it was nudged as often as it may be') : undefined
  },
  happen: ({ input }) => [{ type: 'nudged', text: input.text as string }],
})

/** Takes the case under supervision (督办). */
export const supervise = action({
  name: 'supervise',
  title: words('督办', 'Supervise'),
  on: 'case',
  grade: 'internal',
  grants: [{ who: 'supervisor', relation: 'involved' }],
  fields: () => ({ text: longText(words('督办要求', 'What is required'), { max: 1000 }) }),
  hinder: ({ state }) => (state.status === 'open' ? undefined : words('事项已经结束', 'the case is over')),
  happen: ({ input }) => [{ type: 'supervised', text: input.text as string }],
})

/** Checks what was done (复核): if it does not stand, the case goes back. */
export const recheck = action({
  name: 'recheck',
  title: words('复核', 'Re-check'),
  on: 'case',
  grade: 'internal',
  grants: [{ who: 'supervisor', relation: 'involved' }],
  fields: () => ({
    passed: yesNo(words('通过', 'Passed')),
    text: longText(words('复核情况', 'What was found'), { max: 1000 }),
  }),
  hinder: ({ state }) =>
    state.status === 'closed' ? undefined : words('办结后才能复核', 'it can be re-checked when it is over'),
  happen: ({ flow, input }) => {
    const passed = input.passed as boolean
    const text = input.text as string
    return [
      { type: 'rechecked', passed, text },
      ...(passed || !flow.redo ? [] : [{ type: 'reopened', steps: redoSteps(flow), reason: text, files: [] } as const]),
    ]
  },
})

/** The clockwork notes that a time has passed. Twice for the same clock says nothing. */
export const overdue = action({
  name: 'overdue',
  title: words('超期', 'Overdue'),
  on: 'task',
  grade: 'internal',
  grants: [{ who: 'system', relation: 'any' }],
  fields: () => ({}),
  hinder: () => undefined,
  happen: ({ step, task, world }) => {
    const live = task.status === 'open' || task.status === 'accepted' || task.status === 'returned'
    const late = (clock: 'due' | 'contact', dueAt: number | undefined, done: boolean) =>
      live && dueAt !== undefined && !done && dueAt < world.now && !task.overdue.includes(clock)
        ? [{ type: 'overdue', step: step.name, dueAt, clock } as const]
        : []
    return [...late('contact', task.contactDueAt, task.contactedAt !== undefined), ...late('due', task.dueAt, false)]
  },
})
