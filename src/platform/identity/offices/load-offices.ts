import { sql } from 'kysely'
import type { Fault } from '../../../kernel/errors/index.ts'
import { copyIn, publish, type Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import type { NewOffice } from './change-office.ts'
import { levelRank } from './office-tree.ts'

/** What a load did: offices that are new, and those that were there and stay as they are. */
export type OfficesLoaded = { readonly opened: number; readonly there: number }

const mostFaults = 50

/**
 * Brings in the offices of a city profile, in any order, by COPY. Offices that are already there stay as they are,
 * wherever an administrator has put them meanwhile: loading the same profile twice changes nothing. Publishes one
 * `offices.loaded` when any is new.
 * @throws identity.offices with one fault a row: an id twice, an unknown parent, a circle, a level that does not fit
 */
export async function loadOffices(tx: Tx, offices: readonly NewOffice[]): Promise<OfficesLoaded> {
  await sql`select pg_advisory_xact_lock(hashtext('identity.office'))`.execute(tx)
  const there = await sql<{ id: string; path: string; level: NewOffice['level'] }>`
    select id, path, level from identity.office`.execute(tx)
  const placed = placeOffices(offices, new Map(there.rows.map((row) => [row.id, row])))
  const known = new Set(there.rows.map((row) => row.id))
  const fresh = placed.filter((office) => !known.has(office.id))
  if (fresh.length === 0) return { opened: 0, there: offices.length }
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date())
  await copyIn(
    tx,
    'identity.office',
    ['id', 'path', 'parent', 'level', 'kind', 'division', 'title_zh', 'title_en', 'open_since'],
    fresh.map((one) => [
      one.id,
      one.path,
      one.parent,
      one.level,
      one.kind,
      one.division,
      one.title.zh,
      one.title.en,
      one.openSince ?? today,
    ]),
  )
  await publish(tx, { type: 'offices.loaded', key: 'offices', payload: { opened: fresh.length } })
  return { opened: fresh.length, there: offices.length - fresh.length }
}

type Place = { readonly path: string; readonly level: NewOffice['level'] }
type Placed = NewOffice & { readonly path: string }

/** Works out every path from the parents; what is already there keeps its own. */
export function placeOffices(offices: readonly NewOffice[], there: ReadonlyMap<string, Place>): readonly Placed[] {
  const faults: Fault[] = []
  const given = new Map<string, { office: NewOffice; row: number }>()
  for (const [index, office] of offices.entries()) {
    if (given.has(office.id)) faults.push(faultAt(index + 1, 'id', office.id, sayings.twice))
    else given.set(office.id, { office, row: index + 1 })
  }
  const places = new Map<string, Place | undefined>(there)
  const place = (id: string): Place | undefined => {
    if (places.has(id)) return places.get(id)
    const one = given.get(id)
    if (one === undefined) return undefined
    places.set(id, undefined) // Found again while it is being placed: a circle.
    const found = placeOf(one.office, one.row, place, faults)
    places.set(id, found)
    return found
  }
  const placed: Placed[] = []
  for (const { office } of given.values()) {
    const found = place(office.id)
    if (found) placed.push({ ...office, path: found.path })
  }
  if (faults.length > 0)
    throw identityErrors.make(
      'identity.offices',
      {},
      { faults: faults.slice(0, mostFaults), facts: { faults: faults.length } },
    )
  return placed
}

function placeOf(
  office: NewOffice,
  row: number,
  place: (id: string) => Place | undefined,
  faults: Fault[],
): Place | undefined {
  if (office.parent === undefined) return { path: `/${office.id}`, level: office.level }
  const parent = place(office.parent)
  if (parent === undefined) {
    faults.push(faultAt(row, 'parent', office.parent, sayings.parent))
    return undefined
  }
  if (levelRank[office.level] < levelRank[parent.level]) faults.push(faultAt(row, 'level', office.level, sayings.level))
  return { path: `${parent.path}/${office.id}`, level: office.level }
}

const sayings = {
  twice: { zh: '编号重复', en: 'This id stands twice' },
  parent: { zh: '上级机构不存在或构成循环', en: 'There is no such parent, or it leads in a circle' },
  level: { zh: '层级高于上级机构', en: 'Its level is above that of its parent' },
} as const

const faultAt = (row: number, field: string, found: string, says: Fault['says']): Fault => ({ row, field, found, says })
