import { sql } from 'kysely'
import { dayMs, hourMs } from '../../kernel/time/index.ts'
import { publish, type Query } from '../base/index.ts'
import type { CameraParts } from './parts.ts'
import { readTerms } from './terms.ts'

const iso = (at: number) => new Date(at).toISOString()

/** A picture that came ahead waits so long for its event, ms. */
const aheadFor = 15 * 60_000

/** Is a file still named by an event, or by a picture that came ahead? The same content is kept once. */
async function isNamed(on: Query, hash: string): Promise<boolean> {
  const { rows } = await sql`select from camera.event where display = ${hash} or thumb = ${hash}
    union all select from camera.original where sealed = ${hash}
    union all select from camera.ahead where sealed = ${hash} limit 1`.execute(on)
  return rows.length > 0
}

async function removeUnnamed({ base }: CameraParts, hashes: readonly (string | null)[]): Promise<void> {
  for (const hash of new Set(hashes))
    if (hash !== null && !(await isNamed(base.db, hash))) await base.files.remove(hash)
}

/** What a round of housekeeping did. */
export type Cleaned = { readonly expired: number; readonly destroyed: number; readonly lapsed: number }

/**
 * Events that nobody looked at in time lapse; requests that nobody answered lapse; originals whose time is over are destroyed: the
 * key first, without which their bytes are noise.
 */
export async function keepClean(parts: CameraParts): Promise<Cleaned> {
  const { base } = parts
  const now = base.now()
  const { requestHours, maskedDays } = await readTerms(base.db)
  const expired = await sql<{ id: string }>`update camera.event set state = 'expired', decided_at = ${iso(now)}
    where state = 'waiting' and due_at <= ${iso(now)} returning id`.execute(base.db)
  const lapsed = await sql`update camera.view_request set state = 'lapsed', ended_at = ${iso(now)}
    where state = 'asked' and asked_at <= ${iso(now - requestHours * hourMs)} returning id`.execute(base.db)
  const gone = await base.db.tx(async (tx) => {
    const { rows } = await sql<{ event: string; sealed: string | null }>`
      with due as (select event, sealed from camera.original
        where destroyed_at is null and destroy_at <= ${iso(now)} for update skip locked limit 500)
      update camera.original o set key = null, sealed = null, destroyed_at = ${iso(now)}
      from due where due.event = o.event returning o.event, due.sealed`.execute(tx)
    if (rows.length > 0)
      await publish(tx, {
        ...{ type: 'camera.destroyed', key: 'originals' },
        payload: { events: rows.map(({ event }) => event), at: iso(now) },
      })
    return rows
  })
  const stale = await sql<{ sealed: string }>`delete from camera.ahead where at <= ${iso(now - aheadFor)}
    returning sealed`.execute(base.db)
  const masked = await sql<{ display: string | null; thumb: string | null }>`
    with old as (select id, display, thumb from camera.event where state in ('rejected', 'expired') and display is not null
      and decided_at <= ${iso(now - maskedDays * dayMs)} limit 500)
    update camera.event e set display = null, thumb = null from old where old.id = e.id
    returning old.display, old.thumb`.execute(base.db)
  await removeUnnamed(parts, [
    ...gone.map(({ sealed }) => sealed),
    ...stale.rows.map(({ sealed }) => sealed),
    ...masked.rows.flatMap(({ display, thumb }) => [display, thumb]),
  ])
  return { expired: expired.rows.length, destroyed: gone.length, lapsed: lapsed.rows.length }
}
