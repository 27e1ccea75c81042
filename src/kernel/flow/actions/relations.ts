import type { Role } from '../../access/index.ts'
import { choice, type Fields, longText, officeField, text, yesNo } from '../../record/index.ts'
import { cityZone, wallClock } from '../../time/index.ts'
import type { Words } from '../../words.ts'
import { action, type Moment } from '../action.ts'
import type { FlowDeclaration } from '../declaration.ts'
import type { EffectDeclaration, EffectRun } from '../effects.ts'
import { flowErrors } from '../flow-errors.ts'
import type { Source } from '../source.ts'
import { sourcesOf } from '../sources-of.ts'
import { liveTasks } from '../state.ts'

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
  // What was joined into this one goes along with it, and comes back with it.
  hinder: ({ state }) => (state.status === 'open' ? undefined : words('事项已经结束', 'the case is over')),
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

/** Takes a source out again: one with a case of its own lives on in it, any other in a new one (拆分来源). */
export const part = action({
  name: 'part',
  title: words('拆出来源', 'Take a source out'),
  on: 'case',
  grade: 'internal',
  grants: joiners,
  fields: (_, __, state): Fields => ({
    source: choice(
      words('来源', 'Source'),
      Object.fromEntries(
        sourcesOf(state)
          .filter(({ id }) => id !== state.source?.id && id !== state.id)
          .map((source) => [source.id, sourceWords(source)]),
      ),
    ),
    reason: longText(words('理由', 'Reason'), { max: 500 }),
  }),
  hinder: ({ state }) => {
    if (state.status !== 'open') return words('事项已经结束', 'the case is over')
    return (state.heard ?? []).length + state.absorbed.length === 0
      ? words('只有一个来源', 'it has one source only')
      : undefined
  },
  happen: ({ state, taken, input }) => {
    const [source, reason] = [input.source as string, input.reason as string]
    const own = state.absorbed.find(({ id, sources }) => id === source || sources?.some((one) => one.id === source))
    if (own) return [{ type: 'released', other: own.id, reason }]
    if (!taken || !state.heard?.some(({ id }) => id === source)) throw flowErrors.make('flow.noSource', { source })
    return [{ type: 'parted', source, into: taken.id, intoNumber: taken.number, reason }]
  },
})

/** Says yes or no to what a step wants to do in the world: a command to devices, a notice. */
export const decideEffect = action({
  name: 'decide-effect',
  title: words('确认联动操作', 'Decide on an effect'),
  on: 'case',
  grade: 'internal',
  grants: [
    { who: 'duty-officer', relation: 'involved' },
    { who: 'dispatcher', relation: 'involved' },
    { who: 'supervisor', relation: 'involved' },
    { who: 'clerk', relation: 'holds' },
  ],
  fields: (flow, _, state): Fields => ({
    run: choice(
      words('操作', 'Effect'),
      Object.fromEntries(
        (state.effects ?? [])
          .filter((run) => run.state === 'asked')
          .map((run) => [run.run, effectOf(flow, run)?.title ?? words(run.effect, run.effect)]),
      ),
    ),
    granted: yesNo(words('同意', 'Yes')),
    note: longText(words('意见', 'Note'), { max: 500, optional: true }),
  }),
  hinder: ({ state, flow, actor, post }) =>
    waitingFor({ state, flow, roles: post ? [post.role] : actor.posts.map(({ role }) => role) }).length > 0
      ? undefined
      : words('没有待您确认的操作', 'nothing waits for your yes'),
  happen: ({ flow, state, post, actor, input }) => {
    const roles = post ? [post.role] : actor.posts.map(({ role }) => role)
    const found = waitingFor({ flow, state, roles }).find(({ run }) => run === input.run)
    if (!found) throw flowErrors.make('flow.noEffect', { run: input.run as string })
    return [
      {
        ...{ type: 'effect-decided', run: found.run, granted: input.granted as boolean },
        ...(input.note === undefined ? {} : { note: input.note as string }),
      },
    ]
  },
})

/** What a source is called where one of several is chosen. */
const sourceWords = ({ id, title, text: said, case: own, at }: Source): Words => {
  const when = new Date(wallClock(at, cityZone)).toISOString().slice(11, 16)
  const name = (language: 'zh' | 'en') => said?.[language].slice(0, 40) ?? title?.[language] ?? id
  return words(`${own?.number ?? id} ${when} ${name('zh')}`, `${own?.number ?? id} ${when} ${name('en')}`)
}

const effectOf = (flow: FlowDeclaration, run: EffectRun): EffectDeclaration | undefined =>
  flow.steps.flatMap(({ effects = [] }) => effects).find(({ name }) => name === run.effect)

/** Runs of effects that wait for a yes of somebody with one of these roles. */
const waitingFor = ({
  flow,
  state,
  roles,
}: Pick<Moment, 'flow' | 'state'> & { readonly roles: readonly Role[] }): readonly EffectRun[] =>
  (state.effects ?? []).filter((run) => {
    return run.state === 'asked' && roles.some((role) => effectOf(flow, run)?.yesBy?.includes(role))
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
  // What is done stays with whoever did it: giving it on would open a closed case.
  hinder: ({ state, task }) =>
    liveTasks(state).includes(task) && task.holder
      ? undefined
      : words('这一步不在任何机构办理中', 'no office is working on this step'),
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
