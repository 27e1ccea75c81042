import { bad, missing, StaError } from './error.ts'
import { patchedBody } from './json-patch.ts'
import { kindOf } from './kinds/kinds.ts'
import type { EntityKind } from './model.ts'
import { type Options, optionsOf, readOptions } from './options.ts'
import { type Address, isEntity, readAddress, type Step } from './path.ts'
import { checkWay, keyOf, mostAtOnce, type Reading, readOne, readSet, standsAt } from './read.ts'
import type { StaAnswer, StaRequest } from './request.ts'
import { changeOne } from './write/change.ts'
import { checkNames } from './write/check.ts'
import { columnsFor } from './write/columns.ts'
import { createDeep } from './write/create.ts'
import { deleteAll } from './write/delete.ts'
import { resolved } from './write/links.ts'
import { timesOf } from './write/observation-times.ts'
import { type Incoming, keepObservations, type Stream } from './write/observations.ts'
import { type Body, isBody, type Writing } from './write/writing.ts'

/** What changing stands on: everything inside one transaction. */
export type Changing = { readonly reading: Reading; readonly writing: Writing }

const plain: Options = { expand: [], orderBy: [], skip: 0, count: false }

/** Does what a request asks to be changed. @throws StaError */
export async function change(changing: Changing, request: StaRequest): Promise<StaAnswer> {
  const { method, body, url, isPatch = false } = request
  const { reading, writing } = changing
  const path = url.split('?')[0] ?? ''
  if (method === 'POST' && path.replaceAll('/', '') === 'CreateObservations') return createObservations(changing, body)
  const address = readAddress(path)
  const last = address.steps.at(-1)
  if (!last) throw missing('The address names nothing')
  if (address.property || address.isRef) throw new StaError(405, 'Change the entity itself')
  if (method === 'POST') {
    if (isEntity(last)) throw new StaError(405, 'POST is for sets')
    return post(changing, address, last, checkBody(body))
  }
  if (!isEntity(last)) {
    if (method === 'DELETE') return deleteThose(changing, address, last, url.slice(path.length + 1))
    throw new StaError(405, `${method} is for one entity`)
  }
  const one = await readOne(reading, address.steps, { ...plain, select: ['id'] })
  const id = String(one['@iot.id'])
  if (method === 'DELETE') {
    await deleteAll(writing, last.kind, [id])
    return { status: 200 }
  }
  // What is read of an entity is JSON.
  const whole = isPatch ? ((await readOne(reading, address.steps, plain)) as Body) : undefined
  const changed = whole ? patchedBody(whole, body) : checkBody(body)
  await changeOne(writing, last.kind, id, changed, method === 'PUT')
  const steps = [{ kind: last.kind, name: last.kind.set, id }]
  return { status: 200, body: await readOne(reading, steps, plain) }
}

/** Deletes those of a set that meet `$filter`, all of them or, where one cannot be deleted, none. */
async function deleteThose(
  { reading, writing }: Changing,
  { steps }: Address,
  { kind, navigation }: Step,
  query: string,
): Promise<StaAnswer> {
  const { filter, ...others } = readOptions(optionsOf(query), kind)
  // Without it a slip of the hand would empty a set.
  if (!filter) throw new StaError(405, 'DELETE is for one entity, or for those of a set that meet $filter')
  if (others.top !== undefined || others.skip > 0 || others.select || others.expand.length > 0)
    throw bad('DELETE takes $filter alone')
  await checkWay(reading, steps)
  const options: Options = { ...plain, filter, select: ['id'], top: mostAtOnce }
  for (;;) {
    const { value } = await readSet(reading, kind, standsAt(steps, 't'), options, '', navigation)
    if (value.length === 0) return { status: 200 }
    await deleteAll(writing, kind, [...new Set(value.map((one) => String(one['@iot.id'])))])
  }
}

function checkBody(body: unknown): Body {
  if (!isBody(body)) throw bad('The body must be a JSON object')
  return body
}

async function post({ reading, writing }: Changing, { steps }: Address, last: Step, body: Body): Promise<StaAnswer> {
  const known: Record<string, number> = {}
  let full = body
  const before = steps.at(-2)
  if (before) {
    const holder = Number((await readOne(reading, steps.slice(0, -1), { ...plain, select: ['id'] }))['@iot.id'])
    const way = Object.entries(last.kind.navigations).find(
      ([, { target, column }]) => target === before.kind.set && column,
    )
    if (way?.[1].column) {
      known[way[1].column] = holder
      // Said in the address and in the document: the address is what counts.
      const { [way[0]]: _, ...rest } = body
      full = rest
    } else full = { ...body, [wayBack(last, before)]: [{ '@iot.id': holder }] }
  }
  const id = await createDeep(writing, last.kind, full, known)
  const made = await readOne(
    { ...reading, sight: { ...reading.sight, isWhole: true } },
    [{ kind: last.kind, name: last.kind.set, id: String(id) }],
    plain,
  )
  return { status: 201, location: `${reading.root}/${keyOf(last.kind, id)}`, body: made }
}

function wayBack(last: Step, before: Step): string {
  const back = Object.entries(last.kind.navigations).find(
    ([, { target, isMany }]) => target === before.kind.set && isMany,
  )
  if (!back) throw bad(`${last.name} cannot be created here`)
  return back[0]
}

/** `CreateObservations` (§12.2): rows of values for several streams; each row's answer is its address or `error`. */
async function createObservations({ reading, writing }: Changing, body: unknown): Promise<StaAnswer> {
  if (!Array.isArray(body)) throw bad('The body must be a list of datastreams with data arrays')
  const answers: string[] = []
  for (const one of body as readonly unknown[]) {
    if (!isBody(one) || !Array.isArray(one.components) || !Array.isArray(one.dataArray))
      throw bad('Each part needs Datastream, components and dataArray')
    const stream = await streamOf(writing, one)
    const names = one.components.map(String)
    for (const name of names)
      if (name !== 'FeatureOfInterest/id' && !kindOf('Observations').properties[name])
        throw bad(`There is no component "${name}"`)
    answers.push(...(await keepRows({ reading, writing }, stream, names, one.dataArray)))
  }
  return { status: 201, body: answers }
}

async function streamOf(writing: Writing, one: Body): Promise<Stream> {
  const [set, link] =
    one.MultiDatastream === undefined
      ? (['Datastreams', one.Datastream] as const)
      : (['MultiDatastreams', one.MultiDatastream] as const)
  if (!isBody(link)) throw bad('Each part needs Datastream, components and dataArray')
  const id = await resolved(writing, kindOf(set), String(link['@iot.id'] ?? ''))
  return set === 'Datastreams' ? { datastream: id } : { multi: id }
}

/** Keeps rows; what is wrong with one is told in its place, and the others are kept all the same. */
async function keepRows(
  { reading, writing }: Changing,
  stream: Stream,
  names: readonly string[],
  rows: readonly unknown[],
): Promise<readonly string[]> {
  const answers = rows.map(() => '')
  const good: { readonly incoming: Incoming; readonly place: number }[] = []
  const settle = async (place: number, work: () => Promise<void>) => {
    try {
      await work()
    } catch (cause) {
      if (!(cause instanceof StaError)) throw cause
      answers[place] = 'error'
    }
  }
  const keep = async (some: typeof good) => {
    const incoming = some.map((one) => one.incoming)
    const ids = some.length > 0 ? await keepObservations(writing, stream, incoming) : []
    for (const [index, { place }] of some.entries())
      answers[place] = `${reading.root}/${keyOf(kindOf('Observations'), ids[index])}`
  }
  for (const [place, row] of rows.entries())
    await settle(place, async () => void good.push({ incoming: await incomingOf(writing, names, row), place }))
  try {
    await keep(good)
  } catch (cause) {
    if (!(cause instanceof StaError)) throw cause
    // One of them is not for this stream: nothing was kept yet, so each is looked at by itself.
    for (const one of good) await settle(one.place, () => keep([one]))
  }
  return answers
}

async function incomingOf(writing: Writing, names: readonly string[], row: unknown): Promise<Incoming> {
  if (!Array.isArray(row) || row.length !== names.length) throw bad(`the row does not have ${names.length} values`)
  // Members of what was parsed are JSON.
  const given = Object.fromEntries(names.map((name, index) => [name, row[index] as Body[string]]))
  const { 'FeatureOfInterest/id': feature, ...body } = given
  if (body.result === undefined) throw bad('the row has no result')
  const kind: EntityKind = kindOf('Observations')
  checkNames(kind, body)
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = body[name]
    if (value !== undefined) columnsFor(name, property, value)
  }
  timesOf(body, 0)
  if (feature === undefined || feature === null) return { body }
  return { body, feature: await resolved(writing, kindOf('FeaturesOfInterest'), String(feature)) }
}
