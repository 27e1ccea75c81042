import {
  type AttributeInstance,
  isObject,
  type Json,
  type JsonObject,
  memberOf,
  ngsiErrors,
  ngsiNull,
  shownInstant,
  simpleValue,
  type TermMap,
  type WriteOptions,
  writeEntity,
  writeInstance,
} from '../../../kernel/twin/index.ts'
import { byPeriod } from './aggregate.ts'
import { aggregate } from './aggregate-values.ts'
import type { Evolution } from './evolutions.ts'
import type { Dated } from './instances.ts'
import type { TemporalQuestion } from './question.ts'
import { type Scoped, scopesIn } from './scopes.ts'

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

function values(name: string, all: readonly Dated[], map: TermMap, options: WriteOptions): JsonObject {
  const [first] = all
  const kind = first?.instance.kind ?? 'Property'
  const isReduced = kind === 'LanguageProperty' && options.lang !== undefined
  const pairs = all.map((dated): Json => [simpleValue(name, dated.instance, map, options), chosenAt(dated)])
  const dataset = first?.instance.dataset ?? ''
  return {
    type: isReduced ? 'Property' : kind,
    [isReduced ? 'values' : plural[kind]]: pairs,
    ...(dataset !== '' && { datasetId: dataset }),
  }
}

/** Figures of an attribute (clause 4.5.19). @throws InvalidRequest where one is asked for by name that its values have not (clause 5.7.4.4) */
function aggregated(term: string, all: readonly Dated[], asked: TemporalQuestion, isNamed: boolean): JsonObject {
  const kind = all[0]?.instance.kind ?? 'Property'
  const isRelationship = kind === 'Relationship' || kind === 'ListRelationship'
  const times = all.map(({ at }) => at).filter((at) => !Number.isNaN(at))
  const from = asked.from ?? times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const till = asked.till ?? times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) + 1
  const live = all.filter(({ deletedAt }) => deletedAt === undefined)
  const periods = byPeriod(live, from, till, asked.period)
  const written: JsonObject = { type: isRelationship ? 'Relationship' : 'Property' }
  for (const method of asked.methods)
    written[method] = periods.flatMap(({ begin, end, items }): Json[] => {
      const values = items.map(({ instance }) => instance.value)
      const figure = aggregate(method, values, isRelationship)
      if (figure === undefined && isNamed)
        throw ngsiErrors.make('twin.invalidRequest', {
          detail: `${term} has no ${method}: its values are not of that kind`,
        })
      return figure === undefined
        ? []
        : [[figure, shownInstant(new Date(begin).toISOString()), shownInstant(new Date(end).toISOString())]]
    })
  return written
}

/** The scopes of an evolution: a Property that only has its times beside it (clauses 4.5.6, 4.5.9). */
function scopeOverTime(all: readonly Scoped[], asked: TemporalQuestion): Json {
  const value = ({ scope }: Scoped): Json =>
    scope.length === 0 ? ngsiNull : scope.length === 1 ? (scope[0] ?? null) : scope
  const time = ({ since, modifiedAt }: Scoped): string | undefined => {
    if (since === Number.NEGATIVE_INFINITY) return undefined
    const text = new Date(since).toISOString()
    // What the city itself changed was seen when it was changed.
    return text === modifiedAt ? text : shownInstant(text)
  }
  if (asked.form === 'values')
    return { type: 'Property', values: all.map((one): Json => [value(one), time(one) ?? one.modifiedAt]) }
  return all.map((one): JsonObject => {
    const [observedAt, isGone] = [time(one), one.scope.length === 0]
    return {
      ...(asked.form !== 'concise' && { type: 'Property' }),
      value: value(one),
      ...(observedAt !== undefined && { observedAt }),
      instanceId: `urn:uuid:${one.instance}`,
      ...((asked.sysAttrs || asked.property === 'createdAt') && { createdAt: one.createdAt }),
      ...((asked.sysAttrs || asked.property === 'modifiedAt') && { modifiedAt: one.modifiedAt }),
      ...(isGone && { deletedAt: observedAt ?? one.modifiedAt }),
    }
  })
}

/** The evolution of an entity (clauses 4.5.6 to 4.5.9, 4.5.19). */
export function writeTemporal(
  { entity, all, scopes, beyond = [] }: Evolution,
  map: TermMap,
  asked: TemporalQuestion,
  options: WriteOptions,
): JsonObject {
  const written = writeEntity({ ...entity, scope: [], attributes: {} }, map, {
    ...options,
    format: 'normalized',
    sysAttrs: asked.sysAttrs,
  })
  const isScopeShown = (options.pick?.has('scope') ?? true) && !options.omit?.has('scope')
  const shownScopes = isScopeShown && asked.form !== 'aggregated' ? scopesIn(scopes, asked) : []
  if (shownScopes.length > 0) written.scope = scopeOverTime(shownScopes, asked)
  const shown = options.datasets ? all.filter(({ instance }) => options.datasets?.has(instance.dataset)) : all
  const isShown = (name: string) =>
    (options.attrs?.has(name) ?? true) && (options.pick?.has(name) ?? true) && !options.omit?.has(name)
  for (const [name, instances] of Map.groupBy(shown, (one) => one.name)) {
    if (!isShown(name)) continue
    const term = map.compact(name)
    if (asked.form === 'aggregated') {
      // Of what nobody asked for by name, what has figures is shown.
      const isNamed = options.attrs !== undefined || options.pick !== undefined
      written[term] = aggregated(term, instances, asked, isNamed)
    } else if (asked.form === 'values') {
      const byDataset = [...Map.groupBy(instances, ({ instance }) => instance.dataset).values()]
      const lists = byDataset.map((one) => values(name, one, map, options))
      written[term] = lists.length === 1 ? (lists[0] ?? null) : lists
    } else written[term] = normalized(name, instances, map, asked, options)
  }
  // What has instances in the rest of the stretch alone is told to be there.
  for (const { name, instance } of beyond)
    if (isShown(name) && asked.form !== 'aggregated')
      written[map.compact(name)] = asked.form === 'values' ? { type: instance.kind, [plural[instance.kind]]: [] } : []
  return written
}
