import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type Db, type Query, type Tx, tell } from '../../base/index.ts'
import { measureErrors } from '../errors.ts'

/** What an entry of the log says: `relieved` is taking over from somebody who did not hand over. */
export type DutyKind = 'took-over' | 'handed-over' | 'relieved' | 'note'

/** What was open when duty changed hands. */
export type OpenMatters = {
  readonly breaches: readonly {
    readonly id: string
    readonly sign: string
    readonly place: string
    readonly level: string
    readonly since: string
    readonly isSeen: boolean
  }[]
  /** What waits for a decision, by the name of its list. */
  readonly waiting: Readonly<Record<string, number>>
}

/** One entry of the log; instants ISO. */
export type DutyEntry = {
  readonly seq: number
  readonly id: string
  readonly at: string
  readonly kind: DutyKind
  readonly person: string
  readonly personName: string
  readonly note: string
  readonly open: OpenMatters | null
  readonly answers: string | null
}

/** Who is on duty for a place, and the handing over that waits for the next. */
export type DutyNow = {
  readonly officer: { readonly id: string; readonly name: string; readonly since: string } | undefined
  readonly handover: DutyEntry | undefined
}

const columns = sql`seq, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, kind, person,
  person_name as "personName", note, open, answers`

/** The newest entries of a place's log, the newest first; those before `seq` when given. */
export async function dutyEntries(
  on: Query,
  place: string,
  limit: number,
  before?: number,
): Promise<readonly DutyEntry[]> {
  const { rows } = await sql<DutyEntry>`select ${columns} from measure.duty_entry
    where place = ${place} and (${before ?? null}::int is null or seq < ${before ?? null}::int)
    order by seq desc limit ${limit}`.execute(on)
  return rows
}

/** Who is on duty now: duty stays with one until the next takes over, so that it is never nobody's in between. */
export async function dutyNow(on: Query, place: string): Promise<DutyNow> {
  const { rows } = await sql<DutyEntry>`select ${columns} from measure.duty_entry
    where place = ${place} and kind <> 'note' order by seq desc limit 2`.execute(on)
  const [last, one] = rows
  if (!last) return { officer: undefined, handover: undefined }
  const taken = last.kind === 'handed-over' ? one : last
  const officer = taken && { id: taken.person, name: taken.personName, since: taken.at }
  return { officer, handover: last.kind === 'handed-over' ? last : undefined }
}

type Sealed = Omit<DutyEntry, 'seq'> & { readonly place: string; readonly seq: number }

/** The seal of an entry: SHA-256 over the seal before and all that the entry says. */
function sealOf(before: Buffer, { place, seq, id, at, kind, person, personName, note, open, answers }: Sealed): Buffer {
  const said = JSON.stringify([place, seq, id, at, kind, person, personName, note, open, answers])
  return createHash('sha256').update(before).update(said).digest()
}

type Person = { readonly id: string; readonly name: string }
type Said = {
  readonly place: string
  readonly person: Person
  readonly note: string
  readonly open?: OpenMatters
  readonly at: number
}

async function append(
  tx: Tx,
  { place, person, note, open, at }: Said,
  kind: DutyKind,
  answers: string | null,
): Promise<DutyEntry> {
  const last = await sql<{ seq: number; seal: Buffer }>`select seq, seal from measure.duty_entry
    where place = ${place} order by seq desc limit 1`.execute(tx)
  const entry: Sealed = {
    ...{ place, seq: (last.rows[0]?.seq ?? 0) + 1, id: uuidv7(), at: new Date(at).toISOString(), kind },
    ...{ person: person.id, personName: person.name, note, open: open ?? null, answers },
  }
  const seal = sealOf(last.rows[0]?.seal ?? Buffer.alloc(0), entry)
  await sql`insert into measure.duty_entry (place, seq, id, at, kind, person, person_name, note, open, answers, seal)
    values (${place}, ${entry.seq}, ${entry.id}, ${entry.at}, ${kind}, ${person.id}, ${person.name}, ${note},
      ${open === undefined ? null : JSON.stringify(open)}::json, ${answers}, ${seal})`.execute(tx)
  await tell(tx, 'measure_duty', place)
  const { place: _, ...told } = entry
  return told
}

/** One change of a place's log at a time. */
const alone = <T>(db: Db, place: string, run: (tx: Tx) => Promise<T>): Promise<T> =>
  db.tx(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`measure.duty ${place}`}))`.execute(tx)
    return run(tx)
  })

/**
 * Takes over duty: answers the handing over that waits, or begins where nobody was on duty. Whoever takes it from somebody who
 * did not hand over must say why.
 * @throws measure.onDuty
 */
export function takeOver(db: Db, said: Said, isRelief: boolean): Promise<DutyEntry> {
  return alone(db, said.place, async (tx) => {
    const { officer, handover } = await dutyNow(tx, said.place)
    if (!officer) return append(tx, said, 'took-over', null)
    if (officer.id === said.person.id) throw measureErrors.make('measure.onDuty', { name: officer.name })
    if (handover) return append(tx, said, 'took-over', handover.id)
    if (!isRelief) throw measureErrors.make('measure.onDuty', { name: officer.name })
    if (said.note.trim() === '') throw measureErrors.make('measure.why')
    return append(tx, said, 'relieved', null)
  })
}

/** Hands over, or notes something, as the one who is on duty. @throws measure.notOnDuty */
export function sayOnDuty(db: Db, said: Said, kind: 'handed-over' | 'note'): Promise<DutyEntry> {
  return alone(db, said.place, async (tx) => {
    const { officer, handover } = await dutyNow(tx, said.place)
    if (officer?.id !== said.person.id || (kind === 'handed-over' && handover))
      throw measureErrors.make('measure.notOnDuty')
    return append(tx, said, kind, null)
  })
}

/** Places whose log does not hold together: an entry is missing, or says other than what was sealed. */
export async function brokenLogs(on: Query): Promise<readonly string[]> {
  const { rows } = await sql<Sealed & { seal: Buffer }>`select place, ${columns}, seal from measure.duty_entry
    order by place, seq`.execute(on)
  const broken = new Set<string>()
  let before: { place: string; seq: number; seal: Buffer } | undefined
  for (const row of rows) {
    const isFirst = before?.place !== row.place
    const [seq, seal] = isFirst || !before ? [1, Buffer.alloc(0)] : [before.seq + 1, before.seal]
    if (row.seq !== seq || !sealOf(seal, row).equals(row.seal)) broken.add(row.place)
    before = { place: row.place, seq: row.seq, seal: row.seal }
  }
  return [...broken]
}
