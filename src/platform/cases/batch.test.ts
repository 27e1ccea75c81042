import { expect, test } from 'vitest'
import { batched } from './batch.ts'

test('calls that come while one is under way share the next run, each with its own answer', async () => {
  const runs: (readonly number[])[] = []
  let open = () => {}
  const gate = new Promise<void>((done) => {
    open = done
  })
  const double = batched<number, number>(
    async (items) => {
      runs.push(items)
      if (runs.length === 1) await gate
      return items.map((item) => item * 2)
    },
    { size: 3, atOnce: 1 },
  )
  const first = double(1)
  await new Promise((done) => setImmediate(done))
  const others = [2, 3, 4, 5].map(double)
  open()
  expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8, 10])
  expect(runs).toEqual([[1], [2, 3, 4], [5]])
})

test('one that fails does not take the others with it', async () => {
  const half = batched<number, number>(
    async (items) => {
      if (items.includes(3)) throw new Error('odd')
      return items.map((item) => item / 2)
    },
    { size: 10, atOnce: 1 },
  )
  const answers = await Promise.allSettled([2, 3, 4].map(half))
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : String(answer.reason)))).toEqual([
    1,
    'Error: odd',
    2,
  ])
})
