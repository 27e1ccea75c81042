import {
  badData,
  checkShape,
  idOf,
  isObject,
  type Json,
  type JsonObject,
  readInstant,
  scopesOf,
  type TermMap,
} from '../../../kernel/twin/index.ts'
import { readDatasets, readSelector, texts } from '../ngsild/read-parts.ts'
import type { Selector } from '../query/entity-query.ts'
import { readDuration } from '../temporal/aggregate.ts'
import { readSourceInfo, type SourceInfo } from './source-info.ts'

/** How a source stands to what is kept here (clause 4.3.6.3). */
export type Mode = 'inclusive' | 'exclusive' | 'redirect' | 'auxiliary'

/** Entities and attributes that a source answers for; absent means any. */
export type Info = { readonly entities?: readonly Selector[]; readonly names?: ReadonlySet<string> }

/** A registration made ready (clause 5.2.9). */
export type Source = {
  readonly mode: Mode
  readonly endpoint: string
  readonly information: readonly Info[]
  readonly operations: ReadonlySet<string>
  /** What goes with each request to it. */
  readonly info: SourceInfo
  /** The datasets it has, `''` the default one; any when absent. */
  readonly datasets?: ReadonlySet<string>
  readonly tenant?: string
  readonly alias?: string
  /** Milliseconds. */
  readonly timeout: number
  /** It is asked for what it has itself, and not for what others have (clause 5.2.34). */
  readonly localOnly: boolean
  /** How long it is left alone after it did not answer, milliseconds. */
  readonly cooldown: number
  /** It answers for history, not for the present. */
  readonly isTemporal: boolean
}

const discovery =
  'retrieveEntityTypes retrieveEntityTypeDetails retrieveEntityTypeInfo retrieveAttrTypes retrieveAttrTypeDetails retrieveAttrTypeInfo'
const subscribing = 'createSubscription updateSubscription retrieveSubscription querySubscription deleteSubscription'
const maps = 'retrieveEntityMap updateEntityMap deleteEntityMap createEntityMapQueryEntity'
const identity = 'retrieveContextSourceIdentity'

// Clause 4.20, table 4.20-2.
const groups: Readonly<Record<string, string>> = {
  federationOps: `retrieveEntity queryEntity queryBatch ${discovery} ${subscribing} ${maps} ${identity}`,
  associationOps: `retrieveEntity queryEntity queryBatch ${discovery} ${subscribing} ${identity}`,
  updateOps: 'updateEntity updateAttrs replaceEntity replaceAttrs',
  retrieveOps: 'retrieveEntity queryEntity',
  redirectionOps: `createEntity updateEntity appendAttrs updateAttrs deleteAttrs deleteEntity mergeEntity replaceEntity replaceAttrs
    retrieveEntity queryEntity purgeEntity ${discovery} ${maps} ${identity}`,
}

// Clause 4.20, table 4.20-1: what is in no group.
const others = `createBatch upsertBatch updateBatch deleteBatch upsertTemporal appendAttrsTemporal deleteAttrsTemporal updateAttrInstanceTemporal
  deleteAttrInstanceTemporal deleteTemporal mergeBatch retrieveTemporal queryTemporal createEntityMapQueryTemporal purgeEntity`

const words = (text: string): string[] => text.trim().split(/\s+/)
const known = new Set([...Object.values(groups).flatMap(words), ...words(others)])

function readOperations(value: Json | undefined, isAuxiliary: boolean): ReadonlySet<string> {
  const all = texts(value, 'operations') ?? [isAuxiliary ? 'retrieveOps' : 'federationOps']
  return new Set(
    all.flatMap((one) => {
      const group = groups[one]
      if (group !== undefined) return words(group)
      if (!known.has(one)) throw badData(`operations: "${one.slice(0, 60)}" is none (clause 4.20)`)
      return [one]
    }),
  )
}

function readInformation(value: Json | undefined, map: TermMap): readonly Info[] {
  if (!Array.isArray(value) || value.length === 0) throw badData('information must be an array, not empty')
  return value.map((one: Json): Info => {
    if (!isObject(one)) throw badData('information must be objects')
    const names = [
      ...(texts(one.propertyNames, 'propertyNames') ?? []),
      ...(texts(one.relationshipNames, 'relationshipNames') ?? []),
      ...(texts(one.attributeNames, 'attributeNames') ?? []),
    ]
    if (one.entities !== undefined && (!Array.isArray(one.entities) || one.entities.length === 0))
      throw badData('information: entities must be an array, not empty')
    const entities = (one.entities as readonly Json[] | undefined)?.map((entity) => {
      if (!isObject(entity) || entity.type === undefined) throw badData('information: each entity needs a type')
      const type = (texts(entity.type, 'information: type') ?? []).join(',')
      return readSelector(
        {
          ids: texts(entity.id, 'information: id'),
          idPattern: entity.idPattern === undefined ? undefined : String(entity.idPattern),
          type,
        },
        map,
      )
    })
    if (entities === undefined && names.length === 0) throw badData('information must name entities or attributes')
    return { entities, ...(names.length > 0 && { names: new Set(names.map((name) => map.expand(name))) }) }
  })
}

function checkInterval(value: Json | undefined, name: string): void {
  if (value === undefined) return
  if (!isObject(value) || readInstant(value.startAt) === undefined) throw badData(`${name} must have startAt`)
  if (value.endAt !== undefined && readInstant(value.endAt) === undefined)
    throw badData(`${name}: endAt must be an instant`)
}

// What auxiliary sources may be asked; the default of `operations` holds more and is narrowed to these.
const readable = new Set(['retrieveEntity', 'queryEntity', 'queryBatch'])

/** How a source is dealt with (clause 5.2.34). @throws BadRequestData */
function readManagement(value: Json | undefined): JsonObject {
  if (value === undefined) return {}
  if (!isObject(value)) throw badData('management must be an object')
  const { cacheDuration, cooldown, timeout, localOnly } = value
  if (cacheDuration !== undefined) readDuration(String(cacheDuration))
  for (const [name, number] of Object.entries({ cooldown, timeout }))
    if (number !== undefined && !(typeof number === 'number' && number > 0))
      throw badData(`management: ${name} must be a number greater than 0`)
  if (localOnly !== undefined && typeof localOnly !== 'boolean')
    throw badData('management: localOnly must be true or false')
  return value
}

const modes: readonly Mode[] = ['inclusive', 'exclusive', 'redirect', 'auxiliary']
const usualTimeout = 5_000

const filled = ['registrationName', 'description', 'contextSourceAlias'] as const

/** Members that only have to be of the right form (table 5.2.9-1). @throws BadRequestData */
function checkForm(body: JsonObject): void {
  for (const name of filled)
    if (body[name] !== undefined && (typeof body[name] !== 'string' || body[name] === ''))
      throw badData(`${name} must be a string, not empty`)
  if (typeof body.contextSourceAlias === 'string' && !/^[!#$%&'*+.^_`|~\w:[\]-]+$/.test(body.contextSourceAlias))
    throw badData('contextSourceAlias must be a pseudonym as a Via header has it')
  if (body.tenant !== undefined && typeof body.tenant !== 'string') throw badData('tenant must be a string')
  if (body.refreshRate !== undefined) readDuration(String(body.refreshRate))
  if (body.localOnly !== undefined && typeof body.localOnly !== 'boolean')
    throw badData('localOnly must be true or false')
  for (const name of ['location', 'observationSpace', 'operationSpace'])
    if (body[name] !== undefined) checkShape(name, body[name])
  for (const name of ['observationInterval', 'managementInterval']) checkInterval(body[name], name)
  if (body.scope !== undefined) scopesOf(body.scope)
}

/** Reads a registration. @throws BadRequestData */
export function readSource(body: JsonObject, map: TermMap): Source {
  if (body.type !== 'ContextSourceRegistration') throw badData('type must be "ContextSourceRegistration"')
  if (body.id !== undefined) idOf(body.id)
  if (typeof body.endpoint !== 'string' || !URL.canParse(body.endpoint) || !/^https?:/.test(body.endpoint))
    throw badData('endpoint must be an address with http or https')
  const mode = modes.find((one) => one === (body.mode ?? 'inclusive'))
  if (mode === undefined) throw badData(`mode is one of ${modes.join(', ')}`)
  const information = readInformation(body.information, map)
  const operations = readOperations(body.operations, mode === 'auxiliary')
  if (mode === 'auxiliary' && ![...operations].every((one) => readable.has(one)))
    throw badData('An auxiliary registration is for retrieveEntity and queryEntity alone (clause 5.9.2.4)')
  if (mode === 'exclusive' && information.some(({ entities, names }) => !names || !entities?.every(({ ids }) => ids)))
    throw badData('An exclusive registration names the ids of its entities and their attributes (clause 4.3.6.3)')
  checkForm(body)
  const management = readManagement(body.management)
  const timeout =
    typeof management.timeout === 'number' && management.timeout > 0
      ? Math.min(management.timeout, 30_000)
      : usualTimeout
  return {
    mode,
    endpoint: body.endpoint.replace(/\/+$/, '').replace(/\/ngsi-ld\/v1$/, ''),
    information,
    operations,
    info: readSourceInfo(body.contextSourceInfo),
    datasets: readDatasets(texts(body.datasetId, 'datasetId')?.join(',')),
    ...(typeof body.tenant === 'string' && { tenant: body.tenant }),
    ...(typeof body.contextSourceAlias === 'string' && { alias: body.contextSourceAlias }),
    timeout,
    localOnly: management.localOnly === true || body.localOnly === true,
    cooldown: typeof management.cooldown === 'number' ? management.cooldown : 0,
    isTemporal: body.observationInterval !== undefined || body.managementInterval !== undefined,
  }
}
