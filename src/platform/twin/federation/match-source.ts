import {
  type AnyShape,
  badData,
  draftsOf,
  type Entity,
  isObject,
  type Json,
  type JsonObject,
  meetsQuery,
  meetsRelation,
  meetsScopes,
  meetsTypes,
  parseQuery,
  type QueryTree,
  readEntity,
  readInstant,
  type ScopeSelection,
  scopesOf,
  stamped,
  type TermMap,
} from '../../../kernel/twin/index.ts'
import type { Selector } from '../query/entity-query.ts'
import type { GeoQuestion } from '../query/geo-sql.ts'
import type { Info, Source } from './registration.ts'

/** When what a source has must have been observed, or kept. */
export type SourceTime = {
  readonly interval: 'observationInterval' | 'managementInterval'
  readonly from?: string
  readonly till?: string
}

/** Which registrations somebody looks for (clauses 5.10.2, 5.11.7). */
export type SourceQuestion = {
  readonly selectors: readonly Selector[]
  readonly names?: ReadonlySet<string>
  readonly geo?: GeoQuestion
  readonly scopes?: ScopeSelection
  readonly csf?: QueryTree
  readonly time?: SourceTime
}

/** The temporal part of a question: which interval of a registration must overlap which stretch (clause 5.10.2.4). @throws BadRequestData */
export function sourceTime(given: { readonly [name: string]: Json | undefined }): SourceTime | undefined {
  const { timerel, timeAt, endTimeAt } = given
  const timeproperty = given.timeproperty || 'observedAt'
  if (timerel === undefined) {
    if (timeAt !== undefined || endTimeAt !== undefined) throw badData('timeAt and endTimeAt go with timerel')
    return undefined
  }
  const [at, end] = [readInstant(timeAt), readInstant(endTimeAt)]
  if (timerel !== 'before' && timerel !== 'after' && timerel !== 'between')
    throw badData('timerel is before, after or between')
  if (at === undefined) throw badData('timeAt must be an instant such as 2026-11-20T08:00:00Z')
  if (timerel === 'between' && end === undefined)
    throw badData('endTimeAt must be an instant such as 2026-11-20T08:00:00Z')
  const interval = timeproperty === 'observedAt' ? 'observationInterval' : 'managementInterval'
  if (timerel === 'before') return { interval, till: at }
  return { interval, from: at, ...(timerel === 'between' && { till: end }) }
}

/** The condition on registrations themselves (`csf`). @throws BadRequestData */
export const readCsf = (text: string | undefined, map: TermMap): QueryTree | undefined =>
  text === undefined ? undefined : parseQuery(text, { map })

const fitsEntity = (one: Selector, wanted: Selector): boolean =>
  (!one.types ||
    !wanted.types ||
    one.types.some((all) =>
      wanted.types?.some((some) => meetsTypes(all, [some]) || some.some((type) => all.includes(type))),
    )) &&
  (!one.ids || !wanted.ids || one.ids.some((id) => wanted.ids?.includes(id))) &&
  (one.idPattern === undefined || !wanted.ids || wanted.ids.some((id) => new RegExp(one.idPattern ?? '').test(id))) &&
  (wanted.idPattern === undefined || !one.ids || one.ids.some((id) => new RegExp(wanted.idPattern ?? '').test(id)))

/** Does this part of a registration answer for what is looked for? */
export const fitsInfo = ({ entities, names }: Info, { selectors, names: wanted }: SourceQuestion): boolean =>
  (!names || !wanted || [...wanted].some((name) => names.has(name))) &&
  (!entities ||
    selectors.length === 0 ||
    entities.some((one) => selectors.some((selector) => fitsEntity(one, selector))))

// What of a registration is no property of its source: parts that are no plain values, and what only the system says.
const noProperties = new Set([
  ...['id', 'type', 'information', 'observationInterval', 'managementInterval', 'location', 'observationSpace'],
  ...['operationSpace', 'contextSourceInfo', 'scope', 'operations', 'management', 'datasetId', 'status'],
])

/** The properties of a source itself, as an entity that conditions are judged by (clause 5.2.9). */
function asEntity(body: JsonObject, map: TermMap): Entity {
  const own = Object.fromEntries(Object.entries(body).filter(([name]) => !noProperties.has(name)))
  const { attributes } = readEntity(own, map, { isFragment: true })
  const at = '1970-01-01T00:00:00.000Z'
  return {
    id: String(body.id ?? ''),
    types: [],
    scope: [],
    attributes: stamped(draftsOf(attributes), undefined, at, () => ''),
    createdAt: at,
    modifiedAt: at,
    isOpen: true,
    path: null,
    division: null,
    title: null,
    source: null,
    lineage: null,
    isDemo: false,
  }
}

/** Does a source meet a condition on sources (`csf`)? */
export const meetsCsf = (body: JsonObject, map: TermMap, csf: QueryTree | undefined): boolean =>
  csf === undefined || meetsQuery(asEntity(body, map), csf)

/** Does a source have what is asked: of the present, or of a stretch of time? */
export function fitsTime(body: JsonObject, time: SourceTime | undefined): boolean {
  const has = body.observationInterval !== undefined || body.managementInterval !== undefined
  // Who asks for the present wants sources that have it.
  if (time === undefined) return !has
  const interval = body[time.interval]
  if (!isObject(interval)) return false
  const [start, end] = [readInstant(interval.startAt), readInstant(interval.endAt)]
  if (start === undefined) return false
  return (
    (time.till === undefined || start < time.till) && (time.from === undefined || end === undefined || end > time.from)
  )
}

/** May something that lies within an area meet a geoquery? A point does, or does not. */
function mayMeet(area: AnyShape, { relation, reference }: GeoQuestion): boolean {
  if (meetsRelation(area, relation, reference)) return true
  if (area.type === 'Point') return false
  if (relation.is === 'near') return 'min' in relation
  return relation.is === 'disjoint' || meetsRelation(area, { is: 'intersects' }, reference)
}

/** May a source have what a geoquery looks for (clause 5.10.2.4)? `undefined` where it does not say where its things are. */
export function fitsPlace(body: JsonObject, geo: GeoQuestion): boolean | undefined {
  const place = body[geo.property.split('/').at(-1) ?? '']
  // Geometries of registrations were checked when they came in.
  return isObject(place) ? mayMeet(place as unknown as AnyShape, geo) : undefined
}

/**
 * The parts of a registration that answer a question, by place in its `information`; empty when it answers it with none, or when it does
 * not meet the question as a whole.
 */
export function fittingInfo(
  body: JsonObject,
  source: Source,
  map: TermMap,
  question: SourceQuestion,
): readonly number[] {
  if (!fitsTime(body, question.time)) return []
  if (!meetsCsf(body, map, question.csf)) return []
  if (question.scopes && (body.scope === undefined || !meetsScopes(scopesOf(body.scope), question.scopes))) return []
  if (question.geo && !fitsPlace(body, question.geo)) return []
  return source.information.flatMap((info, at) => (fitsInfo(info, question) ? [at] : []))
}
