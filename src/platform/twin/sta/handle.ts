import { sql } from 'kysely'
import { sqlState } from '../../base/index.ts'
import type { Sight } from '../sight.ts'
import { change } from './change-request.ts'
import { conformance } from './conformance.ts'
import { dataArrays } from './data-array.ts'
import { bad, missing } from './error.ts'
import { kinds } from './kinds/kinds.ts'
import { type Options, optionsOf, readOptions } from './options.ts'
import { type Address, isEntity, readAddress, type Step } from './path.ts'
import { checkWay, type Reading, readOne, readSet, standsAt } from './read.ts'
import type { StaAnswer, StaRequest } from './request.ts'
import { isBody, type WritingParts, wholly } from './write/writing.ts'

/** What answering stands on. */
export type Serving = {
  readonly reading: Reading
  readonly parts: WritingParts
  readonly sight: Sight
  /** Where clients of MQTT find the city, as far as it is known. */
  readonly mqtt: readonly string[]
}

/** Answers one request. @throws StaError */
export async function handle(serving: Serving, request: StaRequest): Promise<StaAnswer> {
  return faultsOf(async () => {
    if (request.method === 'GET') {
      await sql`select twin.sta_adopt()`.execute(serving.reading.on)
      return look(serving, request.url)
    }
    const { parts, sight, reading } = serving
    return wholly(parts, sight, (writing) => change({ reading: { ...reading, on: writing.tx }, writing }, request))
  })
}

/** Answers a question. @throws StaError */
export async function look(serving: Serving, url: string): Promise<StaAnswer> {
  const [path = '', query = ''] = splitQuery(url)
  return path.replaceAll('/', '') === '' ? service(serving) : get(serving.reading, path, query, url)
}

/** What the database refuses, in words of the interface. */
export async function faultsOf<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof URIError) throw bad('The address is not well encoded')
    // A value that the database cannot read as what it is compared with is the asker's.
    if (/^(?:22|42804|42883)/.test(sqlState(cause) ?? ''))
      throw bad('A value cannot be read as what it is compared with')
    throw cause
  }
}

function splitQuery(url: string): readonly [string, string] {
  const cut = url.indexOf('?')
  return cut < 0 ? [url, ''] : [url.slice(0, cut), url.slice(cut + 1)]
}

function service({ reading: { root }, mqtt }: Serving): StaAnswer {
  const value = kinds.map(({ set }) => ({ name: set, url: `${root}/${set}` }))
  const { requirements, settings } = conformance(mqtt)
  return { status: 200, body: { value, serverSettings: { conformance: requirements, ...settings } } }
}

async function get(reading: Reading, path: string, query: string, url: string): Promise<StaAnswer> {
  const address = readAddress(path)
  const last = lastOf(address)
  if (address.property) return property(reading, address, address.property)
  const options = readOptions(optionsOf(query), last.kind)
  if (isEntity(last)) {
    const one = await readOne(reading, address.steps, options)
    return { status: 200, body: address.isRef ? { '@iot.selfLink': one['@iot.selfLink'] } : one }
  }
  await checkWay(reading, address.steps)
  const isRows = options.resultFormat === 'dataArray'
  // References and rows of values are made of whole entities.
  const { select: _, ...whole } = options
  const asked: Options = address.isRef ? { ...whole, expand: [] } : isRows ? whole : options
  const where = standsAt(address.steps, 't')
  const here = `${reading.root}${url}`
  const { value, count, next } = await readSet(reading, last.kind, where, asked, here, last.navigation)
  const head = {
    ...(count !== undefined && { '@iot.count': count }),
    ...(next !== undefined && { '@iot.nextLink': next }),
  }
  if (isRows) return { status: 200, body: { ...head, value: await dataArrays(reading, last.kind, value, options) } }
  const shown = address.isRef ? value.map((one) => ({ '@iot.selfLink': one['@iot.selfLink'] })) : value
  return { status: 200, body: { ...head, value: shown } }
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
  let value: unknown = one[name === 'id' ? '@iot.id' : name]
  for (const part of inside)
    value = isBody(value) ? value[part] : Array.isArray(value) ? value[Number(part)] : undefined
  if (value === undefined || value === null) return { status: 204 }
  if (address.isValue)
    return { status: 200, body: typeof value === 'string' ? value : JSON.stringify(value), isText: true }
  return { status: 200, body: { [address.propertyName ?? name]: value } }
}
