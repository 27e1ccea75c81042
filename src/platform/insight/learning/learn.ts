import { Type } from 'typebox'
import { type Base, type Consumer, enqueue, type Job, job, type Query } from '../../base/index.ts'
import type { CaseNews, CasesRoom, ClassifiedRow } from '../../cases/index.ts'
import { sortingOf } from '../sorting.ts'
import { rememberDecisions, rememberImported } from './examples.ts'
import type { Models } from './models.ts'
import { isEnoughForChoice, type TrainingParts, trainVersion, unseenExamples } from './train-version.ts'

/** What learning stands on. */
export type LearningParts = TrainingParts & {
  readonly base: Base
  readonly cases: Pick<CasesRoom, 'book' | 'shelf' | 'imports'>
  readonly models: Models
}

const page = 500
/** So many new decisions of sorters, or this share of all, and a new version is trained without waiting for the night. */
const enoughNew = 50
const enoughShare = 0.05
const second = 1_000

/** Queues a training of everything that has new decisions (or of everything when `force`d); orders that come close together become one. */
export const orderTraining = (tx: Query, by: string, runAt: number, force = false): Promise<void> =>
  enqueue(tx, 'insight.train', { by, force }, { key: 'insight.train', queue: 'insight.train', runAt, priority: 10 })

/** Hears what sorters decide and what imported files carry. */
export function learningConsumers({ cases }: LearningParts): readonly Consumer[] {
  return [
    {
      type: ['case.completed', 'case.corrected'],
      name: 'insight.decisions',
      // Whether they are enough for a new version is asked every ten minutes, not at each.
      handleAll: async (events, tx) => {
        const steps = new Map(cases.shelf.current().map((pack) => [pack.name, sortingOf(pack)?.step]))
        const decided = events.flatMap(({ payload, at }) => {
          // The shape is the cases room's `CaseNews`; `step` is set for these events.
          const { case: id, pack, step } = payload as CaseNews
          return step !== undefined && step === steps.get(pack) ? [{ id, by: 'sorter', at: Date.parse(at) }] : []
        })
        await rememberDecisions(tx, cases, decided)
      },
    },
    {
      type: 'import.classified',
      name: 'insight.imports',
      handle: async (event, tx) => {
        // The shape is what the cases room says at the end of an import.
        const { import: id } = event.payload as { import: string }
        await enqueue(tx, 'insight.learn', { import: id }, { key: `insight.learn:${id}`, queue: 'insight.train' })
      },
    },
  ]
}

/** Takes in the classes of an imported file; sees every ten minutes whether enough is new; trains, each night too. */
export function learningJobs(parts: LearningParts): readonly Job[] {
  const { base, cases } = parts
  return [
    job({
      name: 'insight.learn',
      payload: Type.Object({ import: Type.String() }),
      run: async ({ import: id }) => {
        await learnImport(parts, id)
        await orderTraining(base.db, 'system', base.now() + second)
      },
    }),
    job({
      name: 'insight.consider',
      cron: '*/10 * * * *',
      payload: Type.Object({}),
      run: async () => {
        for (const pack of cases.shelf.current()) {
          const sorting = sortingOf(pack)
          if (!sorting) continue
          const { unseen, all } = await unseenExamples(parts, pack.name, sorting.classField)
          if (unseen >= Math.max(enoughNew, all * enoughShare)) await orderTraining(base.db, 'system', base.now())
        }
      },
    }),
    job({
      name: 'insight.train',
      cron: '10 3 * * *',
      attempts: 3,
      payload: Type.Object({ by: Type.Optional(Type.String()), force: Type.Optional(Type.Boolean()) }),
      run: async ({ by = 'system', force = false }, { signal }) => {
        for (const { name } of cases.shelf.current()) await trainPack(parts, name, { by, force, signal })
      },
    }),
  ]
}

/** Keeps the classes that the rows of one import carried, for the pack that its cases are of. */
export async function learnImport({ base, cases }: LearningParts, id: string): Promise<number> {
  const { settings, madeBy } = await cases.imports.get(id)
  const pack = cases.shelf.current().find(({ name }) => name === settings.pack)
  const sorting = pack && sortingOf(pack)
  if (!sorting) return 0
  let count = 0
  const keep = async (rows: readonly ClassifiedRow[]) => {
    const decision = { by: madeBy, at: base.now() }
    await base.db.tx((tx) => rememberImported(tx, settings.pack, sorting.classField, rows, decision))
    count += rows.length
  }
  let rows: ClassifiedRow[] = []
  for await (const row of cases.imports.classified(id)) {
    rows.push(row)
    if (rows.length < page) continue
    await keep(rows)
    rows = []
  }
  await keep(rows)
  return count
}

/** Trains each field of a pack that has decisions its newest version has not seen, or all when `force`d. */
export async function trainPack(
  parts: LearningParts,
  name: string,
  order: { readonly by: string; readonly force: boolean; readonly signal?: AbortSignal },
): Promise<void> {
  const pack = parts.cases.shelf.current().find((one) => one.name === name)
  const sorting = pack && sortingOf(pack)
  if (!sorting) return
  for (const field of [sorting.classField, ...sorting.choices.map((choice) => choice.name)]) {
    const { unseen, all } = await unseenExamples(parts, name, field)
    if (unseen === 0 && !order.force) continue
    if (field !== sorting.classField && !isEnoughForChoice(all)) continue
    await trainVersion(parts, { pack: name, field, by: order.by, signal: order.signal })
  }
}
