import { type Actor, type Role, systemActor } from '../access/index.ts'
import { act, type CaseState, findStep, liveTasks, type OfficeRef, submit, type World } from '../flow/index.ts'
import { splitByGrade } from '../forms/index.ts'
import { addWorking, type Calendar } from '../time/index.ts'
import { packErrors } from './check-pack.ts'
import type { Pack, PackTest } from './declaration.ts'

const dayMs = 86_400_000

/** A city of one tree in which every duty and every office exists: what a pack's own tests run in. */
function testWorld(now: number, calendar: Calendar): World {
  const office = (id: string): OfficeRef => ({ office: id, path: `/test/${id}` })
  return {
    now,
    findOffice: office,
    findDuty: office,
    dispatcherOf: () => office('dispatch'),
    supervisorOf: () => office('supervision'),
    due: (from, within) => addWorking(from, within, calendar),
  }
}

/** An actor who holds every role in every office concerned, so that a pack's test can tell its flow and not its posts. */
function testActor(state: CaseState | undefined, roles: readonly Role[]): Actor {
  const paths = state
    ? [...new Set([...state.involved, ...liveTasks(state).flatMap((task) => (task.holder ? [task.holder.path] : []))])]
    : []
  const posts = paths.flatMap((path) =>
    roles.map((role) => ({
      office: path.slice(path.lastIndexOf('/') + 1),
      path,
      level: 'city' as const,
      role,
      title: { zh: role, en: role },
    })),
  )
  return { id: 'reporter', kind: 'person', name: 'test', posts, scopes: ['*'] }
}

const everyRole: readonly Role[] = [
  'operator',
  'sorter',
  'dispatcher',
  'clerk',
  'grid-member',
  'supervisor',
  'duty-officer',
]

function live(pack: Pack, test: PackTest, calendar: Calendar, start: number): CaseState {
  let now = start
  const { flow } = pack
  const { open } = splitByGrade(flow.asks, test.asks)
  const common = { flow, actor: testActor(undefined, []) }
  let { state } = submit({
    ...common,
    pack: pack.name,
    hash: pack.hash,
    id: 'test',
    number: 'test',
    answers: open,
    origin: { channel: 'portal' },
    owner: 'reporter',
    world: testWorld(now, calendar),
  })
  for (const one of test.acts) {
    now += (one.later?.days ?? 0) * dayMs + 60_000
    const actor = one.do === 'overdue' || one.do === 'reassign' ? systemActor : testActor(state, everyRole)
    const step = one.step ?? liveTasks(state).find((task) => findStep(flow, task.step))?.step
    state = act({
      flow,
      state,
      name: one.do,
      step,
      input: one.input ?? {},
      actor,
      world: testWorld(now, calendar),
    }).state
  }
  return state
}

/**
 * Runs the tests a pack carries, in a city where every duty exists, from a fixed moment.
 * @throws pack.testFailed for the first that does not come out as told
 */
export function runPackTests(pack: Pack, calendar: Calendar, start: number): void {
  for (const test of pack.tests) {
    const state = live(pack, test, calendar, start)
    const found = Object.fromEntries(Object.values(state.tasks).map((task) => [task.step, task.status]))
    const wrong = Object.entries(test.expect.steps ?? {}).filter(
      ([step, status]) => (found[step] ?? 'waiting') !== status,
    )
    if (state.status !== test.expect.status || wrong.length > 0)
      throw packErrors.make(
        'pack.testFailed',
        { pack: pack.name, test: test.name },
        { facts: { status: state.status, steps: found } },
      )
  }
}
