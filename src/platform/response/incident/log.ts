import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { EntryFacts, EntryKind } from '../../../kernel/response/index.ts'
import type { Query, Tx } from '../../base/index.ts'
import { tellIncident } from '../live/live-incidents.ts'

/** Who did it. */
export type By = { readonly id: string; readonly name: string; readonly office: string | null }

/** What is to be written down. */
export type Said = { readonly kind: EntryKind; readonly note?: string; readonly facts?: EntryFacts }

/** One entry; the instant ISO. */
export type Entry = {
  readonly seq: number
  readonly id: string
  readonly at: string
  readonly kind: EntryKind
  readonly person: string
  readonly personName: string
  readonly office: string | null
  readonly note: string
  readonly facts: EntryFacts
}

const columns = sql`seq, id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, kind, person,
  person_name as "personName", office, note, facts`

/** The seal of an entry: SHA-256 over the seal before and all that the entry says. */
const sealOf = (before: Buffer, incident: string, entry: Entry): Buffer => {
  const { seq, id, at, kind, person, personName, office, note, facts } = entry
  const said = JSON.stringify([incident, seq, id, at, kind, person, personName, office, note, facts])
  return createHash('sha256').update(before).update(said).digest()
}

/** Appends entries, in order, one after the other without a gap. The incident's row is locked until the transaction ends; who looks at it hears after that. */
export async function append(tx: Tx, incident: string, by: By, at: number, said: readonly Said[]): Promise<void> {
  const head = await sql<{ log_seq: number; log_seal: Buffer }>`select log_seq, log_seal from response.incident
    where id = ${incident} for update`.execute(tx)
  let seq = head.rows[0]?.log_seq ?? 0
  let seal = head.rows[0]?.log_seal ?? Buffer.alloc(0)
  for (const { kind, note = '', facts = {} } of said) {
    seq += 1
    const entry: Entry = {
      ...{ seq, id: uuidv7(), at: new Date(at).toISOString(), kind, person: by.id, personName: by.name },
      ...{ office: by.office, note, facts },
    }
    seal = sealOf(seal, incident, entry)
    await sql`insert into response.entry (incident, seq, id, at, kind, person, person_name, office, note, facts, seal)
      values (${incident}, ${seq}, ${entry.id}, ${entry.at}, ${kind}, ${by.id}, ${by.name}, ${by.office}, ${note},
        ${JSON.stringify(facts)}::json, ${seal})`.execute(tx)
  }
  await sql`update response.incident set log_seq = ${seq}, log_seal = ${seal} where id = ${incident}`.execute(tx)
  if (said.length > 0) await tellIncident(tx, incident, seq)
}

/** The log of an incident, the oldest first, from after `after`. */
export async function entriesOf(on: Query, incident: string, after = 0, limit = 10_000): Promise<readonly Entry[]> {
  const { rows } =
    await sql<Entry>`select ${columns} from response.entry where incident = ${incident} and seq > ${after}
    order by seq limit ${limit}`.execute(on)
  return rows
}

/** Incidents whose log does not hold together: an entry is missing, or says other than what was sealed. */
export async function brokenLogs(on: Query): Promise<readonly string[]> {
  const { rows: incidents } = await sql<{
    id: string
    log_seq: number
  }>`select id, log_seq from response.incident`.execute(on)
  const broken: string[] = []
  for (const { id, log_seq } of incidents) {
    const { rows } = await sql<
      Entry & { seal: Buffer }
    >`select ${columns}, seal from response.entry where incident = ${id}
      order by seq`.execute(on)
    let before: Buffer = Buffer.alloc(0)
    const holds = rows.every((row, i) => {
      const isRight = row.seq === i + 1 && sealOf(before, id, row).equals(row.seal)
      before = row.seal
      return isRight
    })
    if (!holds || rows.length !== log_seq) broken.push(id)
  }
  return broken
}
