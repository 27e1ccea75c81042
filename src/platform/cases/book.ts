import { sql } from 'kysely'
import type { CaseState, Happening } from '../../kernel/flow/index.ts'
import { type Db, type Publication, publish, type Tx } from '../base/index.ts'
import { batched } from './batch.ts'
import { type Change, saveChanges } from './save.ts'

/** A case as it was read: its state and what is kept beside it. */
export type Loaded = {
  readonly state: CaseState
  readonly code: string
  readonly jurisdiction: string
  /** The client's action that was asked about is in the log already. */
  readonly isRepeated: boolean
}

/** Reads and writes cases, many at a time: concurrent requests share statements and commits. */
export type CaseBook = {
  /** `action`: also tells whether the log holds it already. */
  find(id: string, action?: string): Promise<Loaded | undefined>
  /** Writes one change and tells other rooms, in one transaction; false when the case had moved on. */
  save(change: Change): Promise<boolean>
  /** Writes changes of several cases, all or none; `also` is done in the same transaction. */
  saveTogether(changes: readonly Change[], also?: (tx: Tx) => Promise<void>): Promise<boolean>
  /** Ids of all cases, in order, beyond `after`, at most `limit`. */
  ids(after: string | undefined, limit: number): Promise<readonly string[]>
}

type Row = { id: string; place: number; state: CaseState; code: string; jurisdiction: string; isRepeated: boolean }

/** What other rooms hear of a case (`case.<event type>`): which one, where it stands, what happened. */
export type CaseNews = {
  readonly case: string
  readonly number: string
  readonly pack: string
  /** The content of the pack that the case is pinned to. */
  readonly hash: string
  readonly seq: number
  readonly step?: string
  readonly office?: string
  readonly isDemo: boolean
}

/** The news of one change: one publication for each kind of event in it. */
export function newsOf({ row, events }: Change): readonly Publication[] {
  const { state } = row
  const seen = new Map<Happening['type'], Publication>()
  for (const event of events) {
    const payload: CaseNews = {
      case: row.id,
      number: state.number,
      pack: state.pack,
      hash: state.hash,
      seq: event.seq,
      ...('step' in event ? { step: event.step } : {}),
      ...('holder' in event ? { office: event.holder.office } : {}),
      isDemo: state.origin.demo === true,
    }
    seen.set(event.type, { type: `case.${event.type}`, key: row.id, payload })
  }
  return [...seen.values()]
}

/** Rolls a transaction back: one of several cases was changed meanwhile. */
class MovedOn extends Error {}

/** The book over one database. Two batches are under way at most: one is read or written while the next is gathered. */
export function caseBook(db: Db): CaseBook {
  const find = batched<{ readonly id: string; readonly action: string | undefined }, Loaded | undefined>(
    async (asked) => {
      const ids = asked.map(({ id }) => id)
      const actions = asked.map(({ action }) => action ?? null)
      const { rows } = await sql<Row>`
        select a.place, c.id, c.state, c.code, c.jurisdiction,
          a.action is not null and exists (select 1 from cases.event e where e.case_id = a.id and e.action = a.action) as "isRepeated"
        from unnest(${ids}::uuid[], ${actions}::uuid[]) with ordinality as a(id, action, place)
        join cases.case c on c.id = a.id`.execute(db)
      const byPlace = new Map(rows.map((row) => [row.place, row]))
      return asked.map((_, index) => byPlace.get(index + 1))
    },
    { size: 200, atOnce: 2 },
  )
  const save = batched<Change, boolean>(
    (changes) =>
      db.tx(async (tx) => {
        // Two changes of one case in one batch: the first wins, the others have moved-on cases before them.
        const first = new Map<string, Change>()
        for (const change of changes) if (!first.has(change.row.id)) first.set(change.row.id, change)
        const written = await saveChanges(tx, [...first.values()])
        const won = [...first.values()].filter((change) => written.has(change.row.id))
        await publish(tx, ...won.flatMap(newsOf))
        return changes.map((change) => first.get(change.row.id) === change && written.has(change.row.id))
      }),
    { size: 100, atOnce: 2 },
  )
  const saveTogether: CaseBook['saveTogether'] = async (changes, also) => {
    try {
      await db.tx(async (tx) => {
        const written = await saveChanges(tx, changes)
        if (written.size !== changes.length) throw new MovedOn()
        await publish(tx, ...changes.flatMap(newsOf))
        await also?.(tx)
      })
      return true
    } catch (cause) {
      if (cause instanceof MovedOn) return false
      throw cause
    }
  }
  const ids = async (after: string | undefined, limit: number): Promise<readonly string[]> => {
    const { rows } = await sql<{ id: string }>`select id from cases.case
      where ${after === undefined ? sql`true` : sql`id > ${after}`} order by id limit ${limit}`.execute(db)
    return rows.map(({ id }) => id)
  }
  return { find: (id, action) => find({ id, action }), save, saveTogether, ids }
}
