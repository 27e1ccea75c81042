import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../../base/index.ts'
import { insightErrors } from '../errors.ts'
import { type Comparison, compareOpinions, type Message } from '../text/index.ts'
import type { Models } from './models.ts'
import { type Example, gatherTrainingSet } from './training-set.ts'

/** Two versions on the same messages, neither of which either had learnt from when it gave its opinion. */
export type VersionComparison = Comparison & { readonly one: string; readonly other: string }

/** The latest messages are enough to tell versions apart, and reading them takes seconds. */
const mostMessages = 2_000

/**
 * Compares two versions of one field on all messages (the latest 2,000) whose value a person has decided by now: for those a
 * version learnt from, by the opinion it gave of them under cross-validation; for the others by asking it now.
 * First level only. @throws insight.no-model, insight.other-field
 */
export async function compareVersions(db: Db, models: Models, one: string, other: string): Promise<VersionComparison> {
  const [first, second] = await Promise.all([models.get(one), models.get(other)])
  if (first.pack !== second.pack || first.field !== second.field) throw insightErrors.make('insight.other-field')
  const { examples } = await gatherTrainingSet(db, first.pack, first.field)
  const latest = examples.slice(-mostMessages)
  const [left, right] = [await opinionsOf(db, models, one, latest), await opinionsOf(db, models, other, latest)]
  const opinions = latest.map(({ id, path }) => ({
    right: path[0] ?? '',
    one: left.get(id) ?? '',
    other: right.get(id) ?? '',
  }))
  return { one, other, ...compareOpinions(opinions) }
}

async function opinionsOf(
  db: Db,
  models: Models,
  version: string,
  examples: readonly Example[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ example: string; predicted: string }>`
    select example, predicted from insight.held_out
    where version = ${version} and example = any(${examples.map(({ id }) => id)}::uuid[])`.execute(db)
  const opinions = new Map(rows.map(({ example, predicted }) => [example, predicted]))
  const unread = examples.filter(({ id }) => !opinions.has(id))
  if (unread.length === 0) return opinions
  const predictor = await models.open(version)
  for (const [at, { id, title, text }] of unread.entries()) {
    const message: Message = { title, text }
    opinions.set(id, predictor.predict(message).path[0] ?? '')
    if (at % 50 === 49) await setImmediate()
  }
  return opinions
}
