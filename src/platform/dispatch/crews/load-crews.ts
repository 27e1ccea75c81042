import { sql } from 'kysely'
import type { Base } from '../../base/index.ts'
import type { DispatchParts } from '../parts.ts'
import { checkCrew, type KeptCrew, keepCrew } from './keep-crew.ts'

/** A crew as a profile of a city declares it. */
export type LoadedCrew = KeptCrew & { readonly id: string }

/** Loads crews where there are none yet; gives how many. @throws dispatch.badCrew, dispatch.noOffice */
export async function loadCrews(
  { db, now }: Base,
  parts: Pick<DispatchParts, 'offices' | 'terms'>,
  crews: () => readonly LoadedCrew[],
): Promise<number> {
  const { rows } = await sql<{ is: boolean }>`select exists (select from dispatch.crew) as is`.execute(db)
  if (rows[0]?.is) return 0
  const all = crews()
  await db.tx(async (tx) => {
    for (const { id, ...crew } of all) await keepCrew(tx, id, checkCrew(parts, crew), crew, now())
  })
  return all.length
}
