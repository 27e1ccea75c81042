import { isWithin } from '../../access/index.ts'
import { choice, type Fields, files, longText, officeField } from '../../record/index.ts'
import { action, type Moment } from '../action.ts'
import { clocksOf } from '../advance.ts'
import { flowErrors } from '../flow-errors.ts'
import type { OfficeRef } from '../origin.ts'

const holderGrants = [{ who: 'clerk', relation: 'holds' }] as const

const notMovable = { zh: '这一步固定由该机构办理', en: 'this step stays with its office' }
const notLive = { zh: '这一步不在办理中', en: 'this step is not being worked on' }

const canMove = ({ step, task }: Pick<Moment, 'step' | 'task'>) => {
  if (!step.movable) return notMovable
  return task.status === 'open' || task.status === 'accepted' ? undefined : notLive
}

function target({ world, input }: Moment): OfficeRef {
  const office = world.findOffice(input.office as string)
  if (!office) throw flowErrors.make('flow.noOffice', { office: input.office as string })
  return office
}

const toOffice = officeField({ zh: '机构', en: 'Office' })

/**
 * Sends the step to an office, or anew to another (派单): only those who stand over its holder, to an office at or below
 * their own. Restarts its clocks.
 */
export const dispatch = action({
  name: 'dispatch',
  title: { zh: '派单', en: 'Dispatch' },
  on: 'task',
  grade: 'internal',
  grants: [
    { who: 'dispatcher', relation: 'over' },
    { who: 'sorter', relation: 'over' },
    { who: 'supervisor', relation: 'over' },
  ],
  fields: () => ({
    office: toOffice,
    reason: longText({ zh: '理由', en: 'Reason' }, { max: 500, optional: true }),
  }),
  hinder: ({ step, task }) => {
    if (!step.movable) return notMovable
    return task.status === 'open' || task.status === 'accepted' || task.status === 'returned' ? undefined : notLive
  },
  happen: (moment) => {
    const holder = target(moment)
    const post = moment.post
    if (post && !isWithin(holder.path, post.path)) throw flowErrors.make('flow.notBelow')
    return [
      {
        type: 'dispatched',
        step: moment.step.name,
        holder,
        reason: moment.input.reason as string | undefined,
        ...clocksOf(moment.step, moment.state, moment.world),
      },
    ]
  },
})

/** Gives back what is not one's own, for a declared reason (退单); from the declared time on it goes to supervision. */
export const giveBack = action({
  name: 'return',
  title: { zh: '退单', en: 'Return' },
  on: 'task',
  grade: 'internal',
  grants: holderGrants,
  fields: ({ returns }): Fields => ({
    reason: choice(
      { zh: '退单理由', en: 'Reason' },
      Object.fromEntries((returns?.reasons ?? []).map((option) => [option.value, option.title])),
    ),
    note: longText({ zh: '说明', en: 'Explain' }, { max: 500 }),
  }),
  hinder: (moment) => (moment.flow.returns ? canMove(moment) : notMovable),
  happen: ({ flow, step, task, input, world }) => {
    const path = task.holder?.path ?? ''
    const supervised = task.returns + 1 >= (flow.returns?.supervisedFrom ?? Number.POSITIVE_INFINITY)
    const to = (supervised ? world.supervisorOf(path) : undefined) ?? task.dispatchedBy ?? world.dispatcherOf(path)
    if (!to) throw flowErrors.make('flow.noOffice', { office: path })
    return [
      { type: 'returned', step: step.name, to, reason: input.reason as string, note: input.note as string, supervised },
    ]
  },
})

/** Hands the step on to one's own office or one below it (转派). */
export const handOn = action({
  name: 'hand-on',
  title: { zh: '转下级办理', en: 'Hand on' },
  on: 'task',
  grade: 'internal',
  grants: [...holderGrants, { who: 'dispatcher', relation: 'over' }],
  fields: () => ({ office: toOffice, note: longText({ zh: '说明', en: 'Note' }, { max: 500, optional: true }) }),
  hinder: canMove,
  happen: (moment) => {
    const holder = target(moment)
    if (!isWithin(holder.path, moment.post?.path ?? moment.task.holder?.path ?? ''))
      throw flowErrors.make('flow.notBelow')
    return [{ type: 'handed-on', step: moment.step.name, holder, note: moment.input.note as string | undefined }]
  },
})

/** Asks another office to help, without giving the work away (会办). */
export const askHelp = action({
  name: 'ask-help',
  title: { zh: '请求会办', en: 'Ask another office to help' },
  on: 'task',
  grade: 'internal',
  grants: holderGrants,
  fields: () => ({ office: toOffice, ask: longText({ zh: '需要做什么', en: 'What is needed' }, { max: 500 }) }),
  hinder: canMove,
  happen: (moment) => {
    const helper = target(moment)
    if (moment.task.helpers.some((help) => help.office === helper.office && help.answeredAt === undefined)) return []
    return [{ type: 'help-asked', step: moment.step.name, helper, ask: moment.input.ask as string }]
  },
})

/** Answers a request to help. */
export const giveHelp = action({
  name: 'give-help',
  title: { zh: '会办答复', en: 'Answer the request to help' },
  on: 'task',
  grade: 'internal',
  grants: [
    { who: 'clerk', relation: 'helps' },
    { who: 'grid-member', relation: 'helps' },
    { who: 'dispatcher', relation: 'helps' },
  ],
  fields: () => ({
    answer: longText({ zh: '会办意见', en: 'Answer' }, { max: 2000 }),
    files: files({ zh: '照片', en: 'Photos' }, { optional: true }),
  }),
  hinder: ({ task, actor }) =>
    task.helpers.some(
      (help) => help.answeredAt === undefined && actor.posts.some((post) => post.office === help.office),
    )
      ? undefined
      : { zh: '没有待本单位会办的请求', en: 'no request to your office is open' },
  happen: ({ step, task, input, actor }) => {
    const help = task.helpers.find(
      (one) => one.answeredAt === undefined && actor.posts.some((post) => post.office === one.office),
    )
    return [
      {
        type: 'help-given',
        step: step.name,
        office: help?.office ?? '',
        answer: input.answer as string,
        files: (input.files as string[]) ?? [],
      },
    ]
  },
})
