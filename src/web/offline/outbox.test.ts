import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { afterSending, idsIn, inOrder, nextToSend, rebased, type Sent, withFiles } from './outbox.ts'
import type { Outgoing } from './store.ts'

const words = { zh: '办结', en: 'Complete' }
const problem = { title: '情况已变化', detail: '', todo: '', facts: {} }

const entry = (change: Partial<Outgoing> = {}): Outgoing => ({
  actionId: uuidv7(),
  person: 'wang',
  caseId: 'a',
  path: '/api/cases/a/actions',
  body: { action: 'accept', seq: 3 },
  title: words,
  about: '',
  at: 0,
  state: 'waiting',
  ...change,
})

describe('the order of sending', () => {
  test('oldest first, whatever order the store gives them in', () => {
    const [one, two, three] = [entry(), entry({ caseId: 'b' }), entry()]
    expect(nextToSend([three, one, two], 'wang')).toEqual(one)
  })

  test('an entry never overtakes a stuck one of its case, and other cases go on', () => {
    const queue = [entry({ state: 'conflict', problem }), entry(), entry({ caseId: 'b' })]
    expect(nextToSend(queue, 'wang')?.caseId).toBe('b')
    expect(nextToSend(queue.slice(0, 2), 'wang')).toBeUndefined()
  })

  test('what another person did on this device stays', () => {
    expect(nextToSend([entry()], 'li')).toBeUndefined()
  })

  test('whatever fails, each case sees its actions in the order they were made, each at most once', () => {
    const steps = fc.array(
      fc.record({ caseId: fc.constantFrom('a', 'b', 'c'), outcome: fc.constantFrom('done', 'conflict', 'refused') }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(steps, (made) => {
        const entries = made.map(({ caseId }) => entry({ caseId }))
        const outcome = new Map(entries.map((one, index) => [one.actionId, made[index]?.outcome]))
        let queue: readonly Outgoing[] = [...entries].reverse()
        const done: Outgoing[] = []
        for (let next = nextToSend(queue, 'wang'); next; next = nextToSend(queue, 'wang')) {
          const result = outcome.get(next.actionId)
          if (result === 'done') done.push(next)
          const sent: Sent =
            result === 'done' ? { result, seq: 9 } : { result: result as 'conflict' | 'refused', problem }
          queue = afterSending(queue, next.actionId, sent)
        }
        expect(new Set(done.map((one) => one.actionId)).size).toBe(done.length)
        expect(done.map((one) => one.actionId)).toEqual(inOrder(done).map((one) => one.actionId))
        for (const caseId of ['a', 'b', 'c']) {
          const ofCase = entries.filter((one) => one.caseId === caseId)
          const stop = ofCase.findIndex((one) => outcome.get(one.actionId) !== 'done')
          const sent = done.filter((one) => one.caseId === caseId).map((one) => one.actionId)
          expect(sent).toEqual((stop < 0 ? ofCase : ofCase.slice(0, stop)).map((one) => one.actionId))
        }
      }),
    )
  })
})

describe('after sending', () => {
  test('what is done leaves; later actions on the case build on the state after it, those on others do not', () => {
    const [first, second, other] = [entry(), entry(), entry({ caseId: 'b' })]
    const queue = afterSending([first, second, other], first.actionId, { result: 'done', seq: 7 })
    expect(queue.map((one) => one.body.seq)).toEqual([7, 3])
    expect(queue.map((one) => one.caseId)).toEqual(['a', 'b'])
  })

  test('without a connection nothing changes', () => {
    const queue = [entry()]
    expect(afterSending(queue, queue[0]?.actionId ?? '', { result: 'later' })).toBe(queue)
  })

  test('a person may still want it after seeing what changed: same id, new base', () => {
    const stuck = entry({ state: 'conflict', problem })
    const again = rebased(stuck, 12)
    expect(again).toMatchObject({ actionId: stuck.actionId, state: 'waiting', body: { seq: 12 } })
    expect(again.problem).toBeUndefined()
  })
})

describe('files in a body', () => {
  test('local ids become the server’s wherever they stand', () => {
    const [photo, other] = [uuidv7(), uuidv7()]
    const body = { input: { note: photo.slice(1), files: [photo, other] }, seq: 3 }
    expect(idsIn(body)).toEqual([photo, other])
    expect(withFiles(body, new Map([[photo, 'server']]))).toEqual({
      input: { note: photo.slice(1), files: ['server', other] },
      seq: 3,
    })
  })
})
