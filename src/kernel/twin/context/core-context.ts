import { ngsiLd } from '../names.ts'
import type { LocalContext, TermDefinition } from './term-map.ts'

/** Address of the core @context of ETSI GS CIM 009 V1.9.1 (annex B). */
export const coreContextUrl = `${ngsiLd}v1/ngsi-ld-core-context-v1.9.jsonld`

/** Addresses under which the same core @context, or an older one, is asked for. */
export const isCoreContext = (url: string): boolean =>
  /^https?:\/\/uri\.etsi\.org\/ngsi-ld\/(v1|v\d+(\.\d+)*)\/ngsi-ld-core-context(-v\d+(\.\d+)*)?\.jsonld$/.test(url)

// Terms whose IRI is the namespace of NGSI-LD and the term itself, by how their values are read (annex B).
const plain = `Attribute AttributeList ContextSourceIdentity ContextSourceNotification ContextSourceRegistration Date DateTime
  EntityType EntityTypeInfo EntityTypeList ExecutionResultDetails GeoProperty JsonProperty LanguageProperty ListProperty
  ListRelationship Notification Property Relationship Snapshot SnapshotNotification Subscription TemporalProperty Time VocabProperty
  accept aggrParams aggrMethods aggrPeriodDuration attrs cacheDuration collation contextSourceAlias contextSourceInfo
  contextSourceUptime cooldown csf data detail endpoint entities entity entityCount error errors expandValues format geoQ
  geoproperty georel idPattern information isActive join jsonKeys lang linkedMaps localOnly location management
  managementInterval mode notification notificationTrigger notifierInfo notUpdated observationInterval observationSpace omit
  operations operationSpace ordering pick q reason receiverInfo refreshRate registrationId registrationName resultStatus scope
  scopeQ showChanges snapshotId snapshotLifetime snapshotPriority snapshotStatus splitEntities status subscriptionName sysAttrs
  temporalQ throttling timeInterval timeout timeproperty timerel timesFailed timesSent triggerReason unchanged unitCode updated uri`
const vocabulary = `attributeList attributeName attributeNames attributeTypes attributes propertyNames relationshipNames typeList
  typeName typeNames watchedAttributes`
const instants = `contextSourceTimeAt createdAt deletedAt endAt endTimeAt expiresAt lastFailure lastNotification lastSuccess
  lastUsedAt modifiedAt notifiedAt observedAt startAt timeAt`
const identifiers = 'datasetId entityId instanceId subscriptionId success tenant'
const lists = `avg distinctCount entityList jsons max min orderBy snapshotQueries snapshotQueriesDetails snapshotTemporalQueries
  snapshotTemporalQueriesDetails stddev sum sumsq totalCount`
const json = 'contextSourceExtras problemDetails'
const geojson = `Feature FeatureCollection GeometryCollection LineString MultiLineString MultiPoint MultiPolygon Point Polygon
  geometry properties`

// Terms that are named otherwise than they are written.
const renamed: Readonly<Record<string, TermDefinition>> = {
  containedBy: 'ngsi-ld:isContainedBy',
  entityMap: 'ngsi-ld:hasEntityMap',
  joinLevel: 'ngsi-ld:hasJoinLevel',
  key: 'ngsi-ld:hasKey',
  dataset: { '@id': 'ngsi-ld:hasDataset', '@container': '@index' },
  json: { '@id': 'ngsi-ld:hasJSON', '@type': '@json' },
  languageMap: { '@id': 'ngsi-ld:hasLanguageMap', '@container': '@language' },
  languageMaps: { '@id': 'ngsi-ld:hasLanguageMaps', '@container': '@list' },
  object: { '@id': 'ngsi-ld:hasObject', '@type': '@id' },
  objectList: { '@id': 'ngsi-ld:hasObjectList', '@container': '@list' },
  objectLists: { '@id': 'ngsi-ld:hasObjectLists', '@container': '@list' },
  objects: { '@id': 'ngsi-ld:hasObjects', '@container': '@list' },
  objectType: { '@id': 'ngsi-ld:hasObjectType', '@type': '@vocab' },
  previousJson: { '@id': 'ngsi-ld:hasPreviousJson', '@type': '@json' },
  previousLanguageMap: { '@id': 'ngsi-ld:hasPreviousLanguageMap', '@container': '@language' },
  previousObject: { '@id': 'ngsi-ld:hasPreviousObject', '@type': '@id' },
  previousObjectList: { '@id': 'ngsi-ld:hasPreviousObjectList', '@container': '@list' },
  previousValue: 'ngsi-ld:hasPreviousValue',
  previousValueList: { '@id': 'ngsi-ld:hasPreviousValueList', '@container': '@list' },
  previousVocab: { '@id': 'ngsi-ld:hasPreviousVocab', '@type': '@vocab' },
  value: 'ngsi-ld:hasValue',
  valueList: { '@id': 'ngsi-ld:hasValueList', '@container': '@list' },
  valueLists: { '@id': 'ngsi-ld:hasValueLists', '@container': '@list' },
  values: { '@id': 'ngsi-ld:hasValues', '@container': '@list' },
  valueType: { '@id': 'ngsi-ld:hasValueType', '@type': '@vocab' },
  vocab: { '@id': 'ngsi-ld:hasVocab', '@type': '@vocab' },
  vocabs: { '@id': 'ngsi-ld:hasVocabs', '@container': '@list' },
  bbox: { '@id': 'geojson:bbox', '@container': '@list' },
  coordinates: { '@id': 'geojson:coordinates', '@container': '@list' },
  features: { '@id': 'geojson:features', '@container': '@set' },
  attributeCount: 'attributeCount',
  attributeDetails: 'attributeDetails',
  description: 'http://purl.org/dc/terms/description',
  title: 'http://purl.org/dc/terms/title',
  langString: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#langString',
}

const each = (terms: string, make: (term: string) => TermDefinition): Record<string, TermDefinition> =>
  Object.fromEntries(terms.split(/\s+/).map((term) => [term, make(term)]))

/** The core @context of NGSI-LD (annex B): every other context is followed by it, and none can change its terms. */
export const coreContext: LocalContext = Object.freeze({
  '@version': 1.1,
  '@protected': true,
  'ngsi-ld': ngsiLd,
  geojson: 'https://purl.org/geojson/vocab#',
  id: '@id',
  type: '@type',
  ...each(plain, (term) => `ngsi-ld:${term}`),
  ...each(vocabulary, (term) => ({ '@id': `ngsi-ld:${term}`, '@type': '@vocab' })),
  ...each(instants, (term) => ({ '@id': `ngsi-ld:${term}`, '@type': 'DateTime' })),
  ...each(identifiers, (term) => ({ '@id': `ngsi-ld:${term}`, '@type': '@id' })),
  ...each(lists, (term) => ({ '@id': `ngsi-ld:${term}`, '@container': '@list' })),
  ...each(json, (term) => ({ '@id': `ngsi-ld:${term}`, '@type': '@json' })),
  ...each(geojson, (term) => `geojson:${term}`),
  ...renamed,
  '@vocab': 'https://uri.etsi.org/ngsi-ld/default-context/',
})
