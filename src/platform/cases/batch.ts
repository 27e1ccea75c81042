import { AsyncResource } from 'node:async_hooks'

/**
 * Gathers calls that come while one is under way and runs them together: the busier, the larger the batch; when idle a
 * call waits for nothing. `run` answers in the order of the items.
 */
export function batched<Item, Answer>(
  run: (items: readonly Item[]) => Promise<readonly Answer[]>,
  limits: { readonly size: number; readonly atOnce: number },
): (item: Item) => Promise<Answer> {
  type Waiting = { item: Item; done: (answer: Answer) => void; failed: (cause: unknown) => void }
  let waiting: Waiting[] = []
  let running = 0
  const serve = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const answers = await run(batch.map((one) => one.item))
      for (const [index, one] of batch.entries()) one.done(answers[index] as Answer) // one answer an item, by contract
    } catch (cause) {
      // What one of them cannot have must not cost the others theirs: each tries again by itself.
      if (batch.length > 1) for (const one of batch) await serve([one])
      else batch[0]?.failed(cause)
    }
  }
  // Bound where the batcher is made, so that one request's context (its audit) does not leak into another's.
  const start = () => {
    while (running < limits.atOnce && waiting.length > 0) {
      const batch = waiting.slice(0, limits.size)
      waiting = waiting.slice(limits.size)
      running += 1
      serve(batch).finally(() => {
        running -= 1
        start()
      })
    }
  }
  let planned = false
  const plan = AsyncResource.bind(() => {
    if (planned) return
    planned = true
    setImmediate(() => {
      planned = false
      start()
    })
  })
  return (item) =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed })
      plan()
    })
}
