import { isObject, type Json, type JsonObject } from '../../../kernel/twin/index.ts'
import type { Ask } from '../ngsild/ask.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { passingOf, staysHere } from './distribute.ts'
import type { Matter } from './passing.ts'

/** A question about types or attributes, as it is passed on: the name of the operation (clause 4.20), whose matter it is, its path. */
export type DiscoveryQuestion = { readonly operation: string; readonly matter: Matter; readonly path: string }

/**
 * What other sources answer to a question about types or attributes (clauses 5.7.5 to 5.7.10); names are compacted by the context of
 * the request. Sources that fail, or know nothing of it, say nothing: what is known is told all the same.
 */
export async function discoverElsewhere(
  { base, federation }: NgsiServices,
  asked: Ask,
  { operation, matter, path }: DiscoveryQuestion,
): Promise<readonly JsonObject[]> {
  if (staysHere(asked)) return []
  const passing = passingOf(asked)
  const concerned = await federation.concerned(passing, operation, matter)
  const replies = await Promise.all(concerned.map((one) => federation.pass(passing, one, { method: 'GET', path })))
  return replies.flatMap(({ concerned: from, answer }) => {
    if (answer?.status !== 200) return []
    try {
      const document = JSON.parse(answer.body) as Json // whatever JSON.parse gives is JSON
      return [document].flat().filter(isObject)
    } catch (cause) {
      base.log.warn('a source answered with what is no JSON', { registration: from.id, cause })
      return []
    }
  })
}

/** The texts under a name, of all answers; no text twice, in order. */
export const textsOf = (answers: readonly JsonObject[], name: string): string[] =>
  [...new Set(answers.flatMap((one) => [one[name] ?? []].flat().filter((text) => typeof text === 'string')))].sort()

/** The sum of numbers under a name: what is known in two places is counted in both. */
export const sumOf = (answers: readonly JsonObject[], name: string): number =>
  answers.reduce((sum, one) => sum + (typeof one[name] === 'number' ? one[name] : 0), 0)

/** Answers about one and the same thing become one: lists of texts are joined, the rest is that of the first. */
export function joined(answers: readonly JsonObject[], lists: readonly string[]): JsonObject[] {
  const same = Map.groupBy(answers, ({ id }) => id)
  return [...same.values()]
    .map(
      (some): JsonObject => ({ ...some[0], ...Object.fromEntries(lists.map((name) => [name, textsOf(some, name)])) }),
    )
    .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
}
