import { sql } from 'kysely'
import type { Base } from '../../base/index.ts'
import { trainInWorker } from '../text/index.ts'
import { compareVersions } from './compare-versions.ts'
import { countExamples } from './examples.ts'
import type { Models, ModelVersion, Verdict } from './models.ts'
import { gatherTrainingSet, isLearnable } from './training-set.ts'

/** What training stands on. */
export type TrainingParts = { readonly base: Pick<Base, 'db' | 'now' | 'log'>; readonly models: Models }

/** Which field of which pack, in whose name, and when to give up. */
export type TrainingOrder = {
  readonly pack: string
  readonly field: string
  readonly by: string
  readonly signal?: AbortSignal | undefined
}

/** Examples needed before a choice beside the class is learnt; a handful says nothing about how people sort. */
const leastForChoices = 30
/** The order of examples is theirs; the seed is the same for every version, so that versions differ by what they learnt. */
const seed = 20_260_101

/**
 * Trains a new version from all decisions there are, keeps it, and puts it to use when nothing is in use yet, or when it is
 * not worse than the version in use on the messages both can be asked about, and nobody holds that one.
 * @returns the version; nothing when there is too little to learn from
 */
export async function trainVersion(
  { base, models }: TrainingParts,
  { pack, field, by, signal }: TrainingOrder,
): Promise<ModelVersion | undefined> {
  const { db, now, log } = base
  const { examples, background, seen, seenUntil, description } = await gatherTrainingSet(db, pack, field)
  if (!isLearnable(examples.map(({ path }) => ({ value: path[0] ?? '' })))) return undefined
  const serial = await models.nextSerial(db, pack, field)
  const version = `${pack}-${field}-${serial}`
  const started = now()
  const { model, heldOut } = await trainInWorker(
    { messages: examples, background, description, version, madeAt: new Date(started).toISOString(), seed },
    signal,
  )
  await db.tx(async (tx) => {
    // Two trainings of one field at once: the second finds its serial taken and is tried again.
    await sql`select pg_advisory_xact_lock(hashtext('insight.model'), hashtext(${`${pack}/${field}`}))`.execute(tx)
    const opinions = heldOut.map((opinion, at) => ({ example: examples[at]?.id ?? '', opinion }))
    await models.add(tx, { pack, field, serial, by, model, examples: seen, seenUntil, heldOut: opinions })
  })
  await judge({ base, models }, version, { pack, field, by })
  log.info('a model was trained', { version, messages: examples.length, ms: now() - started })
  return models.get(version)
}

async function judge(
  { base, models }: TrainingParts,
  version: string,
  { pack, field, by }: TrainingOrder,
): Promise<void> {
  const { db } = base
  const current = (await models.list(pack, field)).find(({ isActive }) => isActive)
  const verdict = current ? await verdictOn({ base, models }, version, current) : firstVerdict
  await db.tx(async (tx) => {
    if (verdict.putToUse) await models.activate(tx, version, by, false, verdict)
    else await models.noteVerdict(tx, version, verdict)
  })
}

const firstVerdict: Verdict = { putToUse: true, why: 'first' }

async function verdictOn({ base, models }: TrainingParts, version: string, current: ModelVersion): Promise<Verdict> {
  const { messages, oneRight, otherRight } = await compareVersions(base.db, models, version, current.version)
  const against = { version: current.version, messages, right: oneRight, otherRight }
  if (await models.isHeld(base.db, current.pack, current.field)) return { putToUse: false, why: 'held', against }
  return oneRight >= otherRight
    ? { putToUse: true, why: 'not-worse', against }
    : { putToUse: false, why: 'worse', against }
}

/** How many decisions the newest version of a field has not seen; changed ones count. */
export async function unseenExamples(
  { base }: Pick<TrainingParts, 'base'>,
  pack: string,
  field: string,
): Promise<{ readonly unseen: number; readonly all: number }> {
  const { rows } = await sql<{ seen: number; until: string }>`
    select examples as seen, seen_until as until from insight.model where pack = ${pack} and field = ${field}
    order by serial desc limit 1`.execute(base.db)
  const newest = rows[0]
  const count = await countExamples(base.db, pack, field)
  if (!newest) return { unseen: count, all: count }
  const changed = await countExamples(base.db, pack, field, newest.until)
  return { unseen: Math.max(changed, count - newest.seen), all: count }
}

/** Whether a field beside the class has enough decisions to be learnt. */
export const isEnoughForChoice = (count: number): boolean => count >= leastForChoices
