import { sql } from 'kysely'
import { kindOf } from '../kinds/kinds.ts'
import type { EntityKind } from '../model.ts'
import { checkDeep } from './check.ts'
import { insert } from './columns.ts'
import { createDatastream, createMultiDatastream } from './datastreams.ts'
import { backTo, linkIn, resolved } from './links.ts'
import { keepObservations, type Stream } from './observations.ts'
import { createTask } from './tasks.ts'
import { createThing, placeThing, placeThingByHistory } from './things.ts'
import { type Body, isBody, type Known, tellOf, type Writing } from './writing.ts'

/** Creates an entity with all inside it (§10.2). @returns its id @throws StaError 400 */
export async function createDeep(writing: Writing, kind: EntityKind, body: Body, known: Known): Promise<number> {
  await checkDeep(writing, kind, body, known)
  return create(writing, kind, body, known)
}

async function create(writing: Writing, kind: EntityKind, body: Body, known: Known): Promise<number> {
  const links: Record<string, number> = { ...known }
  for (const [name, navigation] of Object.entries(kind.navigations)) {
    const value = body[name]
    if (navigation.isMany || !navigation.column || !isBody(value)) continue
    links[navigation.column] = await linkOrCreate(writing, kindOf(navigation.target), value, {})
  }
  // Observations tell of themselves: they come in hundreds.
  if (kind.set === 'Observations') return createObservation(writing, body, links)
  // What a MultiDatastream measures is needed before it: it is part of it.
  const properties = kind.set === 'MultiDatastreams' ? await allOf(writing, 'ObservedProperties', body, {}) : []
  const id = await createOne(writing, kind, body, links, properties)
  await tellOf(writing, { set: kind.set, ids: [String(id)] })
  for (const [name, navigation] of Object.entries(kind.navigations)) {
    if (!navigation.isMany || body[name] === undefined) continue
    if (kind.set === 'MultiDatastreams' && name === 'ObservedProperties') continue
    const target = kindOf(navigation.target)
    await joinMany(writing, kind, id, name, await allOf(writing, name, body, backTo(kind, target, id), target))
  }
  return id
}

async function allOf(
  writing: Writing,
  name: string,
  body: Body,
  back: Known,
  target = kindOf('ObservedProperties'),
): Promise<readonly number[]> {
  const value = body[name]
  const ids: number[] = []
  for (const one of Array.isArray(value) ? value : [value])
    if (isBody(one)) ids.push(await linkOrCreate(writing, target, one, back))
  return ids
}

async function linkOrCreate(writing: Writing, kind: EntityKind, value: Body, known: Known): Promise<number> {
  const linked = linkIn(value)
  if (linked === undefined) return create(writing, kind, value, known)
  const id = await resolved(writing, kind, linked)
  for (const [column, owner] of Object.entries(known))
    await sql`update ${sql.raw(kind.table)} set ${sql.ref(column)} = ${owner} where id = ${id}`.execute(writing.tx)
  return id
}

/** Things and their places are joined by pairs; a thing at a new place was there from now on. */
async function joinMany(
  writing: Writing,
  kind: EntityKind,
  id: number,
  name: string,
  children: readonly number[],
): Promise<void> {
  if (kind.set === 'Things' && name === 'Locations') await placeThing(writing, id, children)
  else if (kind.set === 'Locations' && name === 'Things')
    for (const thing of children) await placeThing(writing, thing, [id])
  else if (kind.set === 'HistoricalLocations' && name === 'Locations') await placeThingByHistory(writing, id, children)
}

function createOne(
  writing: Writing,
  kind: EntityKind,
  body: Body,
  links: Known,
  properties: readonly number[],
): Promise<number> {
  switch (kind.set) {
    case 'Things':
      return createThing(writing, body)
    case 'Datastreams':
      return createDatastream(writing, kind, body, links)
    case 'MultiDatastreams':
      return createMultiDatastream(writing, kind, body, links, properties)
    case 'Tasks':
      return createTask(writing, kind, body, links)
    default:
      return insert(writing, kind, body, links)
  }
}

async function createObservation(writing: Writing, body: Body, links: Known): Promise<number> {
  const stream: Stream = links.multi === undefined ? { datastream: links.datastream ?? 0 } : { multi: links.multi }
  const [id = 0] = await keepObservations(writing, stream, [{ body, feature: links.feature }])
  return id
}
