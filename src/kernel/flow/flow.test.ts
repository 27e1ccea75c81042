import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hotline } from '../../packs/government/hotline/index.ts'
import { type Actor, type Role, systemActor } from '../access/index.ts'
import { CityError } from '../errors/index.ts'
import {
  act,
  actions,
  type CaseEvent,
  type CaseState,
  foldCase,
  liveTasks,
  type OfficeRef,
  offersFor,
  submit,
  type World,
} from './index.ts'

const hour = 3_600_000
const start = Date.UTC(2026, 2, 2, 1)
const offices = ['park', 'pier', 'lane']
const pathOf: Readonly<Record<string, string>> = {
  park: '/sh/east/park',
  pier: '/sh/east/pier',
  lane: '/sh/east/park/lane',
}
const ref = (path: string): OfficeRef => ({ office: path.slice(path.lastIndexOf('/') + 1), path })

const worldAt = (now: number): World => ({
  now,
  findOffice: (id) => (pathOf[id] ? ref(pathOf[id]) : undefined),
  findDuty: () => ref('/sh/hotline'),
  dispatcherOf: () => ref('/sh/east'),
  supervisorOf: () => ref('/sh'),
  due: (from, { amount }) => from + amount * 24 * hour,
})

/** Somebody who holds every role everywhere, so that chance reaches deep into the flow. */
const everybody: Actor = {
  id: 'owner',
  kind: 'person',
  name: '',
  scopes: ['*'],
  posts: ['/sh', '/sh/hotline', '/sh/east', ...Object.values(pathOf)].flatMap((path) =>
    (['operator', 'sorter', 'dispatcher', 'clerk', 'grid-member', 'supervisor'] as const satisfies Role[]).map(
      (role) => ({
        ...ref(path),
        role,
        level: 'street' as const,
        title: { zh: '', en: '' },
      }),
    ),
  ),
}

const begin = () =>
  submit({
    ...{ flow: hotline.flow, pack: 'hotline', hash: hotline.hash, id: 'x', number: '1', answers: { what: '路灯不亮' } },
    ...{ origin: { channel: 'portal' }, owner: 'owner', actor: everybody, world: worldAt(start) },
  })

/** Something to try: an action, a step, an input that may or may not fit. */
const attempt = fc.record({
  name: fc.constantFrom(...actions.map((one) => one.name)),
  step: fc.constantFrom('sort', 'handle', 'callback', 'nothing'),
  wait: fc.integer({ min: 0, max: 200 }),
  office: fc.constantFrom(...offices, 'nowhere'),
  flag: fc.boolean(),
  fits: fc.boolean(),
})

type Attempt = {
  readonly name: string
  readonly step: string
  readonly wait: number
  readonly office: string
  readonly flag: boolean
  readonly fits: boolean
}

function inputFor({ name, step, office, flag, fits }: Attempt): Record<string, unknown> {
  if (!fits) return { rubbish: 1 }
  const sorting = {
    kind: 'complaint',
    class: '城乡建设',
    urgency: 'normal',
    ...(flag ? { route: 'dispatch', office } : { route: 'answer', reply: '好' }),
  }
  const complete: Record<string, object> = {
    sort: sorting,
    handle: { result: 'solved', reply: '已办' },
    callback: { reached: true, solved: flag, satisfied: flag ? 'yes' : 'no' },
  }
  const inputs: Record<string, object> = {
    complete: complete[step] ?? {},
    contact: { how: 'phone', reached: flag },
    progress: { note: '在办' },
    ask: { text: '在哪里？' },
    dispatch: { office },
    'hand-on': { office },
    return: { reason: 'notOurs', note: '不属于' },
    'ask-help': { office, ask: '请协助' },
    'give-help': { answer: '已协助' },
    'ask-extension': { until: '2026-05-01T00:00:00Z', reason: '材料未到' },
    'decide-extension': { granted: flag },
    add: { text: '补充' },
    answer: { text: '在门口' },
    nudge: { text: '请快' },
    supervise: { text: '督办' },
    recheck: { passed: flag, text: '核' },
    rate: { score: 5 },
    redo: { reason: '没好' },
    correct: { because: '写错', ...(step === 'sort' ? { urgency: 'urgent' } : {}) },
    undo: { reason: '错' },
    separate: { reason: '不同' },
    join: { other: '2', reason: '同' },
    withdraw: { reason: 'solved' },
    note: { text: '记' },
    reassign: { office, reason: '撤销' },
  }
  return { ...(inputs[name] ?? {}) }
}

function live(attempts: readonly Attempt[]): { events: CaseEvent[]; state: CaseState; done: number } {
  let { state } = begin()
  const events = [...begin().events]
  let now = start
  let done = 0
  for (const one of attempts) {
    now += one.wait * hour
    const actor = one.name === 'overdue' || one.name === 'reassign' ? systemActor : everybody
    try {
      const outcome = act({
        flow: hotline.flow,
        state,
        name: one.name,
        step: one.step,
        input: inputFor(one),
        actor,
        world: worldAt(now),
      })
      state = outcome.state
      events.push(...outcome.events)
      done += 1
    } catch (cause) {
      if (!(cause instanceof CityError)) throw cause
    }
  }
  return { events, state, done }
}

describe('whatever is tried', () => {
  test('the log has no gap, its fold is the state, and the state survives JSON', () => {
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 60 }), (attempts) => {
        const { events, state } = live(attempts)
        expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
        expect(foldCase('x', events)).toEqual(state)
        expect(foldCase('x', JSON.parse(JSON.stringify(events)))).toEqual(JSON.parse(JSON.stringify(state)))
      }),
      { numRuns: 300 },
    )
  })

  test('an open case waits for somebody, and a closed one for nobody', () => {
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 60 }), (attempts) => {
        const { state } = live(attempts)
        if (state.status === 'open') {
          expect(liveTasks(state).length).toBeGreaterThan(0)
          for (const task of liveTasks(state)) expect(task.holder).toBeDefined()
        }
        if (state.status === 'closed') expect(liveTasks(state)).toEqual([])
        expect(state.redos).toBeLessThanOrEqual(20)
      }),
      { numRuns: 300 },
    )
  })

  test('what is offered is never refused for lack of right or time', () => {
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 30 }), (attempts) => {
        const { state } = live(attempts)
        const world = worldAt(state.changedAt)
        for (const offer of offersFor({ flow: hotline.flow, state, actor: everybody, world })) {
          try {
            act({ flow: hotline.flow, state, name: offer.action, step: offer.step, input: {}, actor: everybody, world })
          } catch (cause) {
            if (!(cause instanceof CityError)) throw cause
            expect(['flow.notAllowed', 'flow.notNow', 'flow.unknownAction']).not.toContain(cause.code)
          }
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('returns', () => {
  test('the second goes to supervision', () => {
    const attempts = [
      { name: 'complete', step: 'sort', office: 'park', flag: true },
      { name: 'return', step: 'handle', office: 'park', flag: true },
      { name: 'dispatch', step: 'handle', office: 'pier', flag: true },
      { name: 'return', step: 'handle', office: 'pier', flag: true },
    ].map((one) => ({ ...one, wait: 1, fits: true }))
    const { state, done } = live(attempts)
    expect(done).toBe(4)
    expect(state.supervised).toBe(true)
    expect(state.tasks.handle).toMatchObject({ status: 'returned', holder: { path: '/sh' }, returns: 2 })
  })
})
