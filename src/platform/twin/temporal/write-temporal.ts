import {
  type AttributeInstance,
  type Entity,
  inLanguage,
  isObject,
  type Json,
  type JsonObject,
  memberOf,
  shownInstant,
  shownValue,
  type TermMap,
  type WriteOptions,
  writeEntity,
  writeInstance,
} from '../../../kernel/twin/index.ts'
import { aggregate, periodsOf } from './aggregate.ts'
import type { Dated } from './instances.ts'
import type { TemporalQuestion } from './question.ts'

// Members of the simplified temporal representation (clause 4.5.9).
const plural: Readonly<Record<AttributeInstance['kind'], string>> = {
  Property: 'values',
  GeoProperty: 'values',
  Relationship: 'objects',
  LanguageProperty: 'languageMaps',
  VocabProperty: 'vocabs',
  JsonProperty: 'jsons',
  ListProperty: 'valueLists',
  ListRelationship: 'objectLists',
}

/** The instant by which an instance was chosen, as a text. */
const chosenAt = (dated: Dated): string =>
  shownInstant(new Date(Number.isNaN(dated.at) ? Date.parse(dated.instance.modifiedAt) : dated.at).toISOString())

function normalized(
  name: string,
  all: readonly Dated[],
  map: TermMap,
  asked: TemporalQuestion,
  options: WriteOptions,
): Json {
  return all.map(({ instance, deletedAt }) => {
    const format = asked.form === 'concise' ? 'concise' : 'normalized'
    const written = writeInstance(name, instance, map, { ...options, format, sysAttrs: asked.sysAttrs })
    const shown =
      isObject(written) && (memberOf[instance.kind] in written || options.lang !== undefined)
        ? written
        : { [memberOf[instance.kind]]: written }
    const time =
      asked.property === 'observedAt' || asked.property === 'deletedAt'
        ? {}
        : { [asked.property]: instance[asked.property] }
    return {
      ...shown,
      instanceId: `urn:uuid:${instance.instance}`,
      ...time,
      ...(deletedAt !== undefined && { deletedAt }),
    }
  })
}

function values(all: readonly Dated[], map: TermMap, lang: string | undefined): JsonObject {
  const [first] = all
  const kind = first?.instance.kind ?? 'Property'
  const isReduced = kind === 'LanguageProperty' && lang !== undefined
  const pairs = all.map((dated): Json => {
    const { instance } = dated
    const value =
      isReduced && isObject(instance.value) ? inLanguage(instance.value, lang).value : shownValue(instance, map)
    return [value, chosenAt(dated)]
  })
  const dataset = first?.instance.dataset ?? ''
  return {
    type: isReduced ? 'Property' : kind,
    [isReduced ? 'values' : plural[kind]]: pairs,
    ...(dataset !== '' && { datasetId: dataset }),
  }
}

function aggregated(all: readonly Dated[], asked: TemporalQuestion): JsonObject {
  const kind = all[0]?.instance.kind ?? 'Property'
  const isRelationship = kind === 'Relationship' || kind === 'ListRelationship'
  const times = all.map(({ at }) => at)
  const from = asked.from ?? Math.min(...times)
  const till = asked.till ?? Math.max(...times) + 1
  const periods = periodsOf(from, till, asked.period)
  const written: JsonObject = { type: isRelationship ? 'Relationship' : 'Property' }
  const live = all.filter(({ deletedAt }) => deletedAt === undefined)
  const inPeriod = periods.map(([begin, end]) =>
    live.filter(({ at }) => at >= begin && at < end).map(({ instance }) => instance.value),
  )
  for (const method of asked.methods) {
    const figures = periods.flatMap(([begin, end], index): Json[] => {
      const figure = aggregate(method, inPeriod[index] ?? [], isRelationship)
      return figure === undefined
        ? []
        : [[figure, shownInstant(new Date(begin).toISOString()), shownInstant(new Date(end).toISOString())]]
    })
    written[method] = figures
  }
  return written
}

/** The evolution of an entity (clauses 4.5.6 to 4.5.9, 4.5.19). */
export function writeTemporal(
  entity: Entity,
  all: readonly Dated[],
  map: TermMap,
  asked: TemporalQuestion,
  options: WriteOptions,
): JsonObject {
  const written = writeEntity({ ...entity, attributes: {} }, map, {
    ...options,
    format: 'normalized',
    sysAttrs: asked.sysAttrs,
  })
  const shown = options.datasets ? all.filter(({ instance }) => options.datasets?.has(instance.dataset)) : all
  for (const [name, instances] of Map.groupBy(shown, (one) => one.name)) {
    if (options.attrs && !options.attrs.has(name)) continue
    if (options.pick && !options.pick.has(name)) continue
    if (options.omit?.has(name)) continue
    const term = map.compact(name)
    if (asked.form === 'aggregated') written[term] = aggregated(instances, asked)
    else if (asked.form === 'values') {
      const byDataset = [...Map.groupBy(instances, ({ instance }) => instance.dataset).values()]
      const lists = byDataset.map((one) => values(one, map, options.lang))
      written[term] = lists.length === 1 ? (lists[0] ?? null) : lists
    } else written[term] = normalized(name, instances, map, asked, options)
  }
  return written
}
