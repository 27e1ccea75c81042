import { sql } from 'kysely'
import { sqlState } from '../../base/index.ts'
import { bad, missing, StaError } from './error.ts'
import { patchedBody } from './json-patch.ts'
import { findKind, kindOf, kinds } from './kinds.ts'
import { type Options, readOptions } from './options.ts'
import { type Address, isEntity, readAddress, type Step } from './path.ts'
import { checkWay, keyOf, type Reading, readOne, readSet, type Shown, standsAt } from './read.ts'
import {
  type Body,
  changeOne,
  createDeep,
  deleteOne,
  isBody,
  keepObservations,
  resolved,
  type Writing,
} from './write.ts'

/** A request below the root of the service. */
export type StaRequest = {
  readonly method: string /** Path and query below the root. */
  readonly url: string
  readonly body?: unknown
  /** Is the body a JSON Patch? */
  readonly isPatch?: boolean
}
/** Its answer; a text is sent as it is. */
export type StaAnswer = {
  readonly status: number
  readonly body?: unknown
  readonly location?: string
  readonly isText?: boolean
}

/** What answering stands on. */
export type Serving = { readonly reading: Reading; readonly writing: Writing }

/** Conformance classes that hold (OGC 18-088 §2, OGC 17-079r1). */
export const conformance: readonly string[] = [
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/thing',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/location',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/historical-location',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/datastream',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/sensor',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/observed-property',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/observation',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/feature-of-interest',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel/entity-control-information',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/request-data',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/historical-location-auto-creation',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/deep-insert',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/batch-request/batch-request',
  'http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array',
  'http://www.opengis.net/spec/iot_tasking/1.0/req/tasking-capability',
  'http://www.opengis.net/spec/iot_tasking/1.0/req/task',
  'http://www.opengis.net/spec/iot_tasking/1.0/req/actuator',
  'http://www.opengis.net/spec/iot_tasking/1.0/req/create-tasks',
]

/** `+` for a blank, as forms write it, but not before the offset of a time. */
const decoded = (text: string): string => decodeURIComponent(text.replace(/\+(?!\d{2}:\d{2})/g, ' '))

function queryOf(text: string): readonly (readonly [string, string])[] {
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const cut = part.indexOf('=')
      return [decoded(cut < 0 ? part : part.slice(0, cut)), cut < 0 ? '' : decoded(part.slice(cut + 1))]
    })
}

/** Answers one request. @throws StaError */
export async function handle(serving: Serving, request: StaRequest): Promise<StaAnswer> {
  try {
    const [path = '', query = ''] = splitQuery(request.url)
    if (request.method === 'GET') {
      await sql`select twin.sta_adopt()`.execute(serving.reading.on)
      return path.replaceAll('/', '') === '' ? service(serving) : await get(serving, path, query, request.url)
    }
    return await change(serving, request, path)
  } catch (cause) {
    if (cause instanceof URIError) throw bad('The address is not well encoded')
    // A value that the database cannot read as what it is compared with is the asker's.
    if (/^22/.test(sqlState(cause) ?? '')) throw bad('A value cannot be read as what it is compared with')
    throw cause
  }
}

function splitQuery(url: string): readonly [string, string] {
  const cut = url.indexOf('?')
  return cut < 0 ? [url, ''] : [url.slice(0, cut), url.slice(cut + 1)]
}

function service({ reading: { root } }: Serving): StaAnswer {
  const value = kinds.map(({ set }) => ({ name: set, url: `${root}/${set}` }))
  return { status: 200, body: { value, serverSettings: { conformance } } }
}

async function get({ reading }: Serving, path: string, query: string, url: string): Promise<StaAnswer> {
  const address = readAddress(path)
  const last = lastOf(address)
  if (address.property) return property(reading, address, address.property)
  if (isEntity(last)) {
    const options = readOptions(queryOf(query), last.kind)
    return { status: 200, body: await readOne(reading, address.steps, options) }
  }
  await checkWay(reading, address.steps)
  const options = readOptions(queryOf(query), last.kind)
  const chosen: Options = address.isRef ? { ...options, expand: [] } : options
  const { value, count, next } = await readSet(
    reading,
    last.kind,
    standsAt(address.steps, 't'),
    chosen,
    `${reading.root}${url}`,
  )
  const shown = address.isRef ? value.map((one) => ({ '@iot.selfLink': one['@iot.selfLink'] })) : value
  if (options.resultFormat) return { status: 200, body: dataArrays(reading, last, shown, count, next) }
  return {
    status: 200,
    body: {
      ...(count !== undefined && { '@iot.count': count }),
      ...(next !== undefined && { '@iot.nextLink': next }),
      value: shown,
    },
  }
}

const lastOf = ({ steps }: Address): Step => {
  const last = steps.at(-1)
  if (!last) throw missing('The address names nothing')
  return last
}

async function property(
  reading: Reading,
  address: Address,
  [name = '', ...inside]: readonly string[],
): Promise<StaAnswer> {
  const one = await readOne(reading, address.steps, { expand: [], orderBy: [], skip: 0, count: false })
  let value: unknown = name === 'id' ? one['@iot.id'] : one[name]
  for (const part of inside) value = isBody(value) ? value[part] : undefined
  if (value === undefined || value === null) return { status: 204 }
  if (address.isValue)
    return { status: 200, body: typeof value === 'string' ? value : JSON.stringify(value), isText: true }
  return { status: 200, body: { [inside.at(-1) ?? name]: value } }
}

/** Observations as rows of values, by datastream (§12.1). */
function dataArrays(
  { root }: Reading,
  last: Step,
  value: readonly Shown[],
  count: number | undefined,
  next: string | undefined,
) {
  if (last.kind.set !== 'Observations') throw bad('$resultFormat=dataArray is for Observations')
  const components = [
    'id',
    'phenomenonTime',
    'result',
    'resultTime',
    ...['resultQuality', 'validTime', 'parameters'].filter((name) => value.some((one) => one[name] !== undefined)),
  ]
  const dataArray = value.map((one) => components.map((name) => (name === 'id' ? one['@iot.id'] : (one[name] ?? null))))
  return {
    ...(next !== undefined && { '@iot.nextLink': next }),
    value: [
      {
        ...(count !== undefined && { '@iot.count': count }),
        'Datastream@iot.navigationLink': `${root}/Datastreams`,
        components,
        'dataArray@iot.count': dataArray.length,
        dataArray,
      },
    ],
  }
}

async function change(
  serving: Serving,
  { method, body, isPatch = false }: StaRequest,
  path: string,
): Promise<StaAnswer> {
  const { reading, writing } = serving
  if (method === 'POST' && path.replaceAll('/', '') === 'CreateObservations') return createObservations(serving, body)
  const address = readAddress(path)
  const last = lastOf(address)
  if (address.property || address.isRef) throw new StaError(405, 'Change the entity itself')
  if (method === 'POST') {
    if (isEntity(last)) throw new StaError(405, 'POST is for sets')
    return post(serving, address, last, checkBody(body))
  }
  if (!isEntity(last)) throw new StaError(405, `${method} is for one entity`)
  const one = await readOne(reading, address.steps, { expand: [], orderBy: [], skip: 0, count: false, select: ['id'] })
  const id = String(one['@iot.id'])
  if (method === 'DELETE') {
    await deleteOne(writing, last.kind, id)
    return { status: 200 }
  }
  // What is read of an entity is JSON.
  const whole = isPatch
    ? ((await readOne(reading, address.steps, { expand: [], orderBy: [], skip: 0, count: false })) as Body)
    : undefined
  const changed = whole ? patchedBody(whole, body) : checkBody(body)
  await changeOne(writing, last.kind, id, changed, method === 'PUT')
  return {
    status: 200,
    body: await readOne(reading, [{ kind: last.kind, name: last.kind.set, id }], {
      expand: [],
      orderBy: [],
      skip: 0,
      count: false,
    }),
  }
}

function checkBody(body: unknown): Body {
  if (!isBody(body)) throw bad('The body must be a JSON object')
  return body
}

async function post({ reading, writing }: Serving, { steps }: Address, last: Step, body: Body): Promise<StaAnswer> {
  const known: Record<string, number> = {}
  let full = body
  const before = steps.at(-2)
  if (before) {
    const one = await readOne(reading, steps.slice(0, -1), {
      expand: [],
      orderBy: [],
      skip: 0,
      count: false,
      select: ['id'],
    })
    const way = Object.entries(last.kind.navigations).find(
      ([, { target, column }]) => target === before.kind.set && column,
    )
    if (way?.[1].column) known[way[1].column] = Number(one['@iot.id'])
    else {
      const back = Object.entries(last.kind.navigations).find(
        ([, { target, isMany }]) => target === before.kind.set && isMany,
      )
      if (!back) throw bad(`${last.name} cannot be created here`)
      full = { ...body, [back[0]]: [{ '@iot.id': Number(one['@iot.id']) }] }
    }
  }
  const id = await createDeep(writing, last.kind, full, known)
  const location = `${reading.root}/${keyOf(last.kind, id)}`
  const made = await readOne(
    { ...reading, sight: { ...reading.sight, isWhole: true } },
    [{ kind: last.kind, name: last.kind.set, id: String(id) }],
    { expand: [], orderBy: [], skip: 0, count: false },
  )
  return { status: 201, location, body: made }
}

/** `CreateObservations` (§12.2): rows of values for several datastreams; each row's answer is its address or `error`. */
async function createObservations({ reading, writing }: Serving, body: unknown): Promise<StaAnswer> {
  if (!Array.isArray(body)) throw bad('The body must be a list of datastreams with data arrays')
  const answers: string[] = []
  const kind = kindOf('Datastreams')
  for (const one of body) {
    if (!isBody(one) || !isBody(one.Datastream) || !Array.isArray(one.components) || !Array.isArray(one.dataArray))
      throw bad('Each part needs Datastream, components and dataArray')
    const { components, dataArray } = one
    const names = components.map(String)
    for (const name of names)
      if (name !== 'FeatureOfInterest/id' && !kindOf('Observations').properties[name])
        throw bad(`There is no component "${name}"`)
    const datastream = await resolved(writing, kind, String(one.Datastream['@iot.id'] ?? ''))
    const rows: { body: Body; feature?: number | undefined; place: number }[] = []
    const places = dataArray.map((row: unknown, place: number): string => {
      if (!Array.isArray(row) || row.length !== names.length) return 'error'
      const given = Object.fromEntries(names.map((name, index) => [name, row[index]])) as Record<string, never> // JSON by the parser
      if (given.result === undefined) return 'error'
      const { 'FeatureOfInterest/id': feature, ...rest } = given
      rows.push({ body: rest, ...(feature !== undefined && feature !== null && { feature: Number(feature) }), place })
      return ''
    })
    const ids = rows.length > 0 ? await keepObservations(writing, datastream, rows) : []
    rows.forEach(({ place }, index) => {
      places[place] = `${reading.root}/Observations(${ids[index]})`
    })
    answers.push(...places)
  }
  return { status: 201, body: answers }
}

/** Is this the name of a set? For the door of MQTT and batches. */
export const isSet = (name: string): boolean => findKind(name) !== undefined
