import { sql } from 'kysely'
import { isWithin, type Level } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { publish, sqlState, type Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { keepHistory, lockOffice } from './office-store.ts'
import { levelRank, type Office } from './office-tree.ts'

/** What a new office is told by whoever opens it; its path follows from the parent. */
export type NewOffice = {
  readonly id: string
  /** Absent only for the city office itself. */
  readonly parent?: string
  readonly level: Level
  readonly kind: string
  readonly division?: string
  readonly title: Words
  /** `YYYY-MM-DD`; today in Shanghai when absent. */
  readonly openSince?: string
}

/** What other rooms hear (`office.opened`, `.renamed`, `.moved`, `.abolished`); `key` is the office's id. */
export type OfficeEvent = {
  readonly 'office.opened': { readonly office: string; readonly path: string }
  readonly 'office.renamed': { readonly office: string; readonly title: Words }
  /** Every path at or below `from` now begins with `to`. */
  readonly 'office.moved': { readonly office: string; readonly from: string; readonly to: string }
  /** What it holds goes to `successor`; without one the office above decides. */
  readonly 'office.abolished': {
    readonly office: string
    readonly path: string
    readonly title: Words
    readonly successor?: string
    readonly successorPath?: string
  }
}

/** The tree changes shape under one lock: two moves at once could tie a knot that neither sees. */
const lockTree = (tx: Tx) => sql`select pg_advisory_xact_lock(hashtext('identity.office'))`.execute(tx)

const tell = <T extends keyof OfficeEvent>(tx: Tx, type: T, key: string, payload: OfficeEvent[T]) =>
  publish(tx, { type, key, payload })

async function lockOpen(tx: Tx, id: string): Promise<Office> {
  const office = await lockOffice(tx, id)
  if (office === undefined) throw identityErrors.make('identity.noOffice', { office: id })
  if (office.abolishedAt !== undefined)
    throw identityErrors.make(
      'identity.officeAbolished',
      { office: office.title.zh },
      { facts: { successor: office.successor } },
    )
  return office
}

function mustFit(child: { readonly id: string; readonly level: Level; readonly path?: string }, parent: Office): void {
  const isBelowItself = child.path !== undefined && isWithin(parent.path, child.path)
  if (levelRank[child.level] >= levelRank[parent.level] && !isBelowItself) return
  throw identityErrors.make('identity.officeMisplaced', {
    office: child.id,
    level: child.level,
    parent: parent.id,
    parentLevel: parent.level,
  })
}

/**
 * Opens an office below its parent. Publishes `office.opened`.
 * @returns its path
 * @throws identity.noOffice, identity.officeAbolished (the parent), identity.officeMisplaced, identity.officeTaken
 */
export async function openOffice(tx: Tx, by: string, office: NewOffice): Promise<string> {
  await lockTree(tx)
  const parent = office.parent === undefined ? undefined : await lockOpen(tx, office.parent)
  if (parent) mustFit(office, parent)
  const path = `${parent?.path ?? ''}/${office.id}`
  try {
    await sql`insert into identity.office (id, path, parent, level, kind, division, title_zh, title_en, open_since)
      values (${office.id}, ${path}, ${office.parent ?? null}, ${office.level}, ${office.kind}, ${office.division ?? null},
        ${office.title.zh}, ${office.title.en},
        coalesce(${office.openSince ?? null}::date, (now() at time zone 'Asia/Shanghai')::date))`.execute(tx)
  } catch (cause) {
    // Its id, or the place of the one city office.
    if (sqlState(cause) === '23505') throw identityErrors.make('identity.officeTaken', { office: office.id }, { cause })
    throw cause
  }
  await keepHistory(tx, office.id, 'opened', {}, { path, title: office.title }, by)
  await tell(tx, 'office.opened', office.id, { office: office.id, path })
  return path
}

/** Gives an office another name in both languages. Publishes `office.renamed`. @throws identity.noOffice, identity.officeAbolished */
export async function renameOffice(tx: Tx, by: string, id: string, title: Words): Promise<void> {
  const before = await lockOpen(tx, id)
  await sql`update identity.office set title_zh = ${title.zh}, title_en = ${title.en} where id = ${id}`.execute(tx)
  await keepHistory(tx, id, 'renamed', { title: before.title }, { title }, by)
  await tell(tx, 'office.renamed', id, { office: id, title })
}

/**
 * Puts an office, with all below it, under another one. Publishes `office.moved` with both paths.
 * @throws identity.noOffice, identity.officeAbolished, identity.officeIsRoot, identity.officeMisplaced
 */
export async function moveOffice(tx: Tx, by: string, id: string, toParent: string): Promise<void> {
  await lockTree(tx)
  const office = await lockOpen(tx, id)
  if (office.parent === undefined) throw identityErrors.make('identity.officeIsRoot')
  const parent = await lockOpen(tx, toParent)
  mustFit(office, parent)
  if (office.parent === parent.id) return
  await put(tx, by, office, parent)
}

async function put(tx: Tx, by: string, office: Office, parent: Office): Promise<void> {
  const to = `${parent.path}/${office.id}`
  // Ids hold neither % nor _ nor \ (a check on the table), so a path is its own pattern.
  await sql`update identity.office set path = ${to} || substr(path, ${office.path.length + 1}::int)
    where path = ${office.path} or path like ${`${office.path}/%`}`.execute(tx)
  await sql`update identity.office set parent = ${parent.id} where id = ${office.id}`.execute(tx)
  await keepHistory(tx, office.id, 'moved', { path: office.path }, { path: to }, by)
  await tell(tx, 'office.moved', office.id, { office: office.id, from: office.path, to })
}

/** How an office ends: who takes over, and whether what stands below it goes there too. */
export type Abolition = { readonly successor?: string; readonly childrenToo?: boolean }

/**
 * Abolishes an office (撤销): its posts end, its history stays, and `office.abolished` tells the rooms that hold work
 * for it whom to give it to.
 * @throws identity.noOffice, identity.officeAbolished, identity.officeIsRoot, identity.officeHasChildren, identity.officeMisplaced
 */
export async function abolishOffice(
  tx: Tx,
  by: string,
  id: string,
  { successor, childrenToo }: Abolition,
): Promise<void> {
  await lockTree(tx)
  const office = await lockOpen(tx, id)
  if (office.parent === undefined) throw identityErrors.make('identity.officeIsRoot')
  const next = successor === undefined ? undefined : await lockOpen(tx, successor)
  if (next && isWithin(next.path, office.path))
    throw identityErrors.make('identity.officeMisplaced', {
      office: next.id,
      level: next.level,
      parent: office.id,
      parentLevel: office.level,
    })
  await emptyOut(tx, by, office, childrenToo ? next : undefined)
  await sql`update identity.office set abolished_at = now(), successor = ${next?.id ?? null} where id = ${id}`.execute(
    tx,
  )
  await sql`update identity.post set until_at = now(), ended_why = 'office.abolished'
    where office = ${id} and until_at is null`.execute(tx)
  await keepHistory(
    tx,
    id,
    'abolished',
    { path: office.path, title: office.title },
    { successor: next?.id ?? null },
    by,
  )
  await tell(tx, 'office.abolished', id, {
    office: id,
    path: office.path,
    title: office.title,
    successor: next?.id,
    successorPath: next?.path,
  })
}

async function emptyOut(tx: Tx, by: string, office: Office, heir: Office | undefined): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from identity.office
    where parent = ${office.id} and abolished_at is null order by id`.execute(tx)
  if (rows.length === 0) return
  if (heir === undefined)
    throw identityErrors.make('identity.officeHasChildren', { office: office.title.zh, count: rows.length })
  for (const row of rows) {
    const child = await lockOpen(tx, row.id)
    mustFit(child, heir)
    await put(tx, by, child, heir)
  }
}
