import { sql } from 'kysely'
import type { Query } from '../base/index.ts'

/** To whom a photo of a patrol belongs: path of the office and the person; nothing when no visit or finding has it. */
export async function photoOwner(
  on: Query,
  photo: string,
): Promise<{ readonly path: string; readonly person: string } | undefined> {
  const { rows } = await sql<{ path: string; person: string }>`
    select path, person from patrol.finding where photos @> array[${photo}]::uuid[]
    union all select path, person from patrol.visit where photos @> array[${photo}]::uuid[] limit 1`.execute(on)
  return rows[0]
}
