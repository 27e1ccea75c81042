import { sql } from 'kysely'
import { type Base, type Db, type Query, tell } from '../../base/index.ts'
import { insightErrors } from '../errors.ts'
import {
  type HeldOut,
  type ModelCard,
  type Predictor,
  predictorOf,
  readModel,
  type TextModel,
  writeModel,
} from '../text/index.ts'

/** A version without its file, as lists show it. Instants are ISO, UTC. */
export type ModelVersion = {
  readonly version: string
  readonly pack: string
  readonly field: string
  readonly madeAt: string
  readonly madeBy: string
  readonly hash: string
  readonly card: ModelCard
  /** Decisions there were when it was made, and when the latest of them was taken. */
  readonly examples: number
  readonly seenUntil: string
  readonly isActive: boolean
  readonly activatedAt: string | null
  readonly activatedBy: string | null
  readonly verdict: Verdict | null
}

/** Why a new version was, or was not, put to use by itself. */
export type Verdict = {
  readonly putToUse: boolean
  readonly why: 'first' | 'not-worse' | 'worse' | 'held'
  /** The version it was compared with, on how many messages, and how many each got right. */
  readonly against?: {
    readonly version: string
    readonly messages: number
    readonly right: number
    readonly otherRight: number
  }
}

/** A version to keep. */
export type NewModel = {
  readonly pack: string
  readonly field: string
  readonly serial: number
  readonly by: string
  readonly model: TextModel
  readonly examples: number
  readonly seenUntil: string
  readonly heldOut: readonly { readonly example: string; readonly opinion: HeldOut }[]
}

/** The versions of models, and the ones in use kept ready in memory. */
export type Models = {
  list(pack?: string, field?: string): Promise<readonly ModelVersion[]>
  /** @throws insight.no-model */
  get(version: string): Promise<ModelVersion>
  /** The version in use, ready to read messages. */
  active(pack: string, field: string): Promise<Predictor | undefined>
  /** Any version, ready to read messages; not kept in memory. @throws insight.no-model */
  open(version: string): Promise<Predictor>
  add(tx: Query, model: NewModel): Promise<void>
  nextSerial(tx: Query, pack: string, field: string): Promise<number>
  /** Puts a version to use. `hold`: it stays until somebody lets go. @throws insight.no-model */
  activate(tx: Query, version: string, by: string, hold: boolean, verdict?: Verdict): Promise<void>
  noteVerdict(tx: Query, version: string, verdict: Verdict): Promise<void>
  isHeld(db: Query, pack: string, field: string): Promise<boolean>
}

/** Told when a version is put to use, so that every process forgets the one before. */
const channel = 'shudu_insight_model'
/** Versions of one field that are kept; older ones that are not in use go. */
const mostKept = 30

const columns = sql`version, pack, field, made_at as "madeAt", made_by as "madeBy", hash, card, examples,
  seen_until as "seenUntil", is_active as "isActive", activated_at as "activatedAt", activated_by as "activatedBy", verdict`

/** The models over one database. */
export function makeModels({ db, listener }: Pick<Base, 'db' | 'listener'>): Models {
  const ready = new Map<string, Promise<Predictor | undefined>>()
  listener.on(channel, () => ready.clear())

  async function open(version: string): Promise<Predictor> {
    const { rows } = await sql<{ file: Buffer }>`select file from insight.model where version = ${version}`.execute(db)
    if (!rows[0]) throw insightErrors.make('insight.no-model', { version })
    return predictorOf(readModel(rows[0].file))
  }

  async function openActive(pack: string, field: string): Promise<Predictor | undefined> {
    const { rows } = await sql<{ version: string }>`
      select version from insight.model where pack = ${pack} and field = ${field} and is_active`.execute(db)
    return rows[0] && open(rows[0].version)
  }

  return {
    open,
    ...reading(db),
    active: (pack, field) => {
      const key = `${pack}/${field}`
      const known = ready.get(key)
      if (known) return known
      const opening = openActive(pack, field)
      ready.set(key, opening)
      // What could not be opened is tried again by the next who asks.
      opening.catch(() => ready.delete(key))
      return opening
    },
    add: addModel,
    nextSerial: async (tx, pack, field) => {
      const { rows } = await sql<{ serial: number }>`
        select coalesce(max(serial), 0) + 1 as serial from insight.model where pack = ${pack} and field = ${field}`.execute(
        tx,
      )
      return rows[0]?.serial ?? 1
    },
    activate: async (tx, version, by, hold, verdict) => {
      await activateModel(tx, version, by, hold, verdict)
      ready.clear()
      await tell(tx, channel, version)
    },
    noteVerdict: async (tx, version, verdict) => {
      await sql`update insight.model set verdict = ${JSON.stringify(verdict)} where version = ${version}`.execute(tx)
    },
    isHeld: async (on, pack, field) => {
      const { rows } = await sql`select from insight.held_version where pack = ${pack} and field = ${field}`.execute(on)
      return rows.length > 0
    },
  }
}

const reading = (db: Db): Pick<Models, 'list' | 'get'> => ({
  list: async (pack, field) => {
    const { rows } = await sql<ModelVersion>`
      select ${columns} from insight.model
      where (${pack ?? null}::text is null or pack = ${pack ?? null}) and (${field ?? null}::text is null or field = ${field ?? null})
      order by made_at desc, serial desc`.execute(db)
    return rows
  },
  get: async (version) => {
    const { rows } = await sql<ModelVersion>`select ${columns} from insight.model where version = ${version}`.execute(
      db,
    )
    if (!rows[0]) throw insightErrors.make('insight.no-model', { version })
    return rows[0]
  },
})

async function addModel(tx: Query, one: NewModel): Promise<void> {
  const { card, hash } = one.model
  await sql`
    insert into insight.model (version, pack, field, serial, made_at, made_by, hash, card, file, examples, seen_until)
    values (${card.version}, ${one.pack}, ${one.field}, ${one.serial}, ${card.madeAt}, ${one.by}, ${hash}, ${JSON.stringify(card)},
      ${writeModel(one.model)}, ${one.examples}, ${one.seenUntil})`.execute(tx)
  const known = one.heldOut.flatMap(({ example, opinion }) => (opinion ? [{ example, ...opinion }] : []))
  await sql`
    insert into insight.held_out (version, example, predicted, confidence)
    select ${card.version}, * from unnest(${known.map(({ example }) => example)}::uuid[],
      ${known.map(({ path }) => path.join('/'))}::text[], ${known.map(({ confidence }) => confidence)}::real[])`.execute(
    tx,
  )
  await sql`
    delete from insight.model where pack = ${one.pack} and field = ${one.field} and not is_active and version in (
      select version from insight.model where pack = ${one.pack} and field = ${one.field}
      order by serial desc offset ${mostKept})`.execute(tx)
}

async function activateModel(
  tx: Query,
  version: string,
  by: string,
  hold: boolean,
  verdict: Verdict | undefined,
): Promise<void> {
  const { rows } = await sql<{ pack: string; field: string }>`
    select pack, field from insight.model where version = ${version} for update`.execute(tx)
  const found = rows[0]
  if (!found) throw insightErrors.make('insight.no-model', { version })
  await sql`update insight.model set is_active = false where pack = ${found.pack} and field = ${found.field} and is_active`.execute(
    tx,
  )
  await sql`
    update insight.model set is_active = true, activated_at = now(), activated_by = ${by},
      verdict = coalesce(${verdict ? JSON.stringify(verdict) : null}::jsonb, verdict)
    where version = ${version}`.execute(tx)
  if (hold) {
    await sql`insert into insight.held_version (pack, field, by) values (${found.pack}, ${found.field}, ${by})
      on conflict (pack, field) do update set by = excluded.by, since = now()`.execute(tx)
  } else {
    await sql`delete from insight.held_version where pack = ${found.pack} and field = ${found.field}`.execute(tx)
  }
}
