import type { LabelledMessage } from './message.ts'
import { textErrors } from './text-errors.ts'

/** A class with fewer messages than this is not learnt. */
export const leastSupport = 3

/** Refuses a training set without at least two first-level classes that can be learnt. @throws insight.too-few-examples */
export function refuseTooFew(messages: readonly LabelledMessage[]): void {
  const support = new Map<string, number>()
  for (const { path } of messages) support.set(path[0] ?? '', (support.get(path[0] ?? '') ?? 0) + 1)
  const learnable = [...support.values()].filter((count) => count >= leastSupport).length
  if (learnable >= 2) return
  throw textErrors.make('insight.too-few-examples', {
    least: leastSupport,
    classes: support.size,
    messages: messages.length,
  })
}
