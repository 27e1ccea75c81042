import type { Post } from '../../../kernel/access/index.ts'
import type { Query } from '../../base/index.ts'
import { type Drawing, draw } from '../drawings.ts'
import { answerOrder, type Order, ordersOf } from '../incident/answer-orders.ts'
import { changeLevel, endResponse, type Start, startResponse } from '../incident/command.ts'
import { lockRunning } from '../incident/incident.ts'
import { append, type By } from '../incident/log.ts'
import { remindLate } from '../incident/remind-late.ts'
import type { ResponseParts } from '../parts.ts'
import { listResources, moveResource } from '../resources.ts'
import { doLesson, lessonsOf, type NewLesson, reviewIncident } from '../review.ts'

/** An exercise that was held, as a profile tells it. */
export type PastExercise = {
  readonly start: Omit<Start, 'isExercise' | 'isDemo'>
  /** The post in command, and who sits there. */
  readonly post: Post
  readonly by: By
  /** When it began and when it was reviewed, epoch milliseconds. */
  readonly at: number
  readonly reviewedAt: number
  /** Whoever answers in an office. */
  readonly personOf: (office: string) => { readonly id: string; readonly name: string } | undefined
  readonly drawings: readonly (Pick<Drawing, 'label' | 'shape'> & { readonly office: string })[]
  readonly notes: readonly string[]
  /** A task that one office refused, and why. */
  readonly refused: { readonly task: string; readonly why: string }
  readonly review: string
  readonly lessons: readonly NewLesson[]
  /** How the first lesson was carried out. */
  readonly done: string
}

const minute = 60_000

/**
 * Holds an exercise of the past by the room's own doings, on a clock of its own: orders are answered by their offices, some late, one
 * refused; it is raised, drawn on, ended and reviewed. It is marked as an exercise and as demonstration data; nobody is told of it.
 */
export async function holdPastExercise(real: ResponseParts, told: PastExercise): Promise<string> {
  const clock = { now: told.at }
  const parts: ResponseParts = { ...real, base: { ...real.base, now: () => clock.now } }
  const { db } = parts.base
  const pass = (minutes: number) => {
    clock.now += minutes * minute
  }
  const { by } = told
  const { id } = await startResponse(parts, { ...told.start, isExercise: true, isDemo: true }, told.post, by)
  const answer = answerer(parts, told)
  const standing = (...states: readonly Order['state'][]) => inState(db, id, states)
  const doAll = async (text: string) => {
    for (const order of await standing('acknowledged')) await answer(order, 'done', text)
  }

  pass(4)
  for (const order of await standing('issued')) await answer(order, 'acknowledge')
  pass(8)
  await doAll('已完成，回报人数齐')
  for (const one of told.drawings) {
    pass(1)
    await draw(parts, id, one, { ...(told.personOf(one.office) ?? by), office: one.office })
  }
  // What was issued after that is acknowledged late in part, and reminded of.
  const after = await standing('issued')
  for (const order of after.slice(1)) await answer(order, 'acknowledge')
  pass(31)
  await remindLate(parts)
  for (const order of after.slice(0, 1)) await answer(order, 'acknowledge', '设备充电，迟到')
  await note(parts, id, told.notes[0], by)
  await changeLevel(parts, id, { level: 'II', reason: '导演组注入：风力增强' }, by)
  for (const kind of ['team', 'vehicle'] as const) {
    const [free] = await listResources(db, { kind, state: 'free', limit: 1 })
    if (free) await moveResource(parts, id, free.id, 'assign', by)
  }
  pass(6)
  for (const order of await standing('issued')) await answer(order, 'acknowledge')
  pass(35)
  await refuseOne(await standing('acknowledged'), told, answer)
  await doAll('已完成')
  pass(5)
  for (const order of await standing('issued')) await answer(order, 'done', '已完成')
  await note(parts, id, told.notes[1], by)
  pass(10)
  await endResponse(parts, id, '演练科目全部完成', by)
  clock.now = told.reviewedAt
  await reviewIncident(parts, id, { text: told.review, lessons: told.lessons }, by)
  await carryOut(parts, id, told, () => pass(3 * 24 * 60))
  return id
}

type Answerer = (order: Order, how: 'acknowledge' | 'done' | 'refuse', text?: string) => Promise<void>

const answerer =
  (parts: ResponseParts, { personOf, by }: PastExercise): Answerer =>
  async ({ id, office }, how, text = '') => {
    await answerOrder(parts, id, how, text, { ...(personOf(office) ?? by), office })
  }

const inState = async (on: Query, id: string, states: readonly Order['state'][]) =>
  (await ordersOf(on, id)).filter(({ state }) => states.includes(state))

async function refuseOne(orders: readonly Order[], { refused }: PastExercise, answer: Answerer): Promise<void> {
  const one = orders.find(({ task }) => task === refused.task)
  if (one) await answer(one, 'refuse', refused.why)
}

const note = (parts: ResponseParts, id: string, text: string | undefined, by: By): Promise<void> =>
  parts.base.db.tx(async (tx) => {
    await lockRunning(tx, id)
    if (text !== undefined)
      await append(tx, id, by, parts.base.now(), [{ kind: 'note', note: text, facts: { photos: [] } }])
  })

/** The first lesson was carried out by its office a few days later. */
async function carryOut(parts: ResponseParts, id: string, told: PastExercise, later: () => void): Promise<void> {
  const [first] = await lessonsOf(parts.base.db, id)
  if (!first) return
  later()
  await doLesson(parts, first, told.done, { ...(told.personOf(first.office) ?? told.by), office: first.office })
}
