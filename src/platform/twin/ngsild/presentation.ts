import {
  badData,
  type Entity,
  type Format,
  type Json,
  type JsonObject,
  ngsiErrors,
  parseProjection,
  projectionDepth,
  type TermMap,
  writeEntity,
  writeFeature,
} from '../../../kernel/twin/index.ts'
import type { Ask } from './ask.ts'
import { findLinked, type Joining, readJoin, writeFlat, writeInline } from './linked.ts'
import { listOf, readDatasets } from './read-parts.ts'
import type { NgsiServices } from './services.ts'

/** How entities are shown to somebody (clauses 6.3.7, 6.3.11, 4.21, 4.5.23). */
export type Presentation = Joining & { readonly geometryProperty?: string }

/** URL parameters of entity maps (clause 5.5.14). */
export const mapQuery = ['entityMap', 'entityMapLifetime'] as const

/** URL parameters that say how entities are shown. */
export const presentationQuery = [
  ...[
    'format',
    'options',
    'attrs',
    'pick',
    'omit',
    'lang',
    'datasetId',
    'geometryProperty',
    'join',
    'joinLevel',
    'containedBy',
  ],
  ...mapQuery,
] as const

const formats: Readonly<Record<string, Format>> = {
  normalized: 'normalized',
  concise: 'concise',
  simplified: 'simplified',
  keyValues: 'simplified',
}

/** Reads `format` and `options` (table 6.3.7-1). @throws InvalidRequest for words that stand for nothing */
export function readFormat(query: Readonly<Record<string, string>>, others: readonly string[] = []) {
  const words = listOf(query.options) ?? []
  const unknown = words.find((word) => !(word in formats) && word !== 'sysAttrs' && !others.includes(word))
  if (unknown !== undefined)
    throw ngsiErrors.make('twin.invalidRequest', { detail: `options: "${unknown.slice(0, 40)}" is not known` })
  if (query.format !== undefined && !(query.format in formats) && !others.includes(query.format))
    throw ngsiErrors.make('twin.invalidRequest', { detail: `format: "${query.format.slice(0, 40)}" is not known` })
  const named = formats[query.format ?? ''] ?? words.map((word) => formats[word]).find((one) => one !== undefined)
  return {
    format: named ?? 'normalized',
    sysAttrs: words.includes('sysAttrs'),
    words: [...words, query.format ?? ''],
  } as const
}

/** How a request wants entities shown. @throws BadRequestData, InvalidRequest */
export function readPresentation(query: Readonly<Record<string, string>>, map: TermMap, accept: string): Presentation {
  const { format, sysAttrs } = readFormat(query)
  const join = readJoin(query)
  const pick = query.pick === undefined ? undefined : parseProjection(query.pick, map)
  const omit = query.omit === undefined ? undefined : parseProjection(query.omit, map)
  const attrs = listOf(query.attrs)
  if (attrs?.some((name) => name === '' || name === 'id' || name === 'type' || name === 'scope'))
    throw badData('attrs lists names of attributes')
  if (attrs && (pick || omit)) throw badData('attrs does not go with pick or omit')
  const both = [...(pick ?? [])].find(([name, inside]) => inside === undefined && omit?.has(name) && !omit.get(name))
  if (both) throw badData(`"${map.compact(both[0])}" stands in pick and in omit`)
  const depth = Math.max(pick ? projectionDepth(pick) : 0, omit ? projectionDepth(omit) : 0)
  if (depth > (join.join === 'none' ? 0 : join.joinLevel))
    throw badData('pick or omit goes deeper into linked entities than join and joinLevel')
  if (query.geometryProperty !== undefined && accept !== 'application/geo+json')
    throw badData('geometryProperty goes with Accept: application/geo+json')
  return {
    ...join,
    format,
    sysAttrs,
    lang: query.lang,
    pick,
    omit,
    attrs: attrs && new Set(attrs.map((name) => map.expand(name))),
    datasets: readDatasets(query.datasetId),
    geometryProperty: query.geometryProperty,
  }
}

/** Entities as the request wants them: an array of documents, or of features. */
export async function present(
  services: NgsiServices,
  asked: Pick<Ask, 'sight' | 'tenant' | 'context' | 'accept'>,
  entities: readonly Entity[],
  shown: Presentation,
): Promise<JsonObject[]> {
  const { map } = asked.context
  if (asked.accept === 'application/geo+json') {
    const [dataset] = shown.datasets ?? ['']
    const name = shown.geometryProperty === undefined ? undefined : map.expand(shown.geometryProperty)
    return entities.map((entity) => writeFeature(entity, map, shown, name, dataset))
  }
  if (shown.join === 'none') return entities.map((entity) => writeEntity(entity, map, shown))
  const { base, observations } = services
  const linked = await findLinked(base.db, observations, asked, entities, shown)
  if (shown.join === 'inline') return entities.map((entity) => writeInline(entity, map, shown, linked, [entity.id]))
  return [...entities.map((entity) => writeEntity(entity, map, shown)), ...writeFlat(map, shown, linked)]
}

/** One document of several features. */
export const collectionOf = (features: readonly Json[]): JsonObject => ({ type: 'FeatureCollection', features })
