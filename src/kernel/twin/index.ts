export { coreContext, coreContextUrl, isCoreContext } from './context/core-context.ts'
export { compileContexts, isIri, type LocalContext, type TermDefinition, type TermMap } from './context/term-map.ts'
export { type Moved, type MovedQuestion, type MovingSeries, whatElseMoved } from './diagnosis/moved.ts'
export { medianOf } from './diagnosis/ranks.ts'
export {
  draftOf,
  draftsOf,
  type EntityFragment,
  type Fragment,
  type Fragments,
  isRemoval,
  ngsiNull,
  type ScopeFragment,
} from './document/fragment.ts'
export { readInstant, shownInstant } from './document/instant.ts'
export { checkValue, limits } from './document/limits.ts'
export { type Merged, type MergeOptions, mergeFragments, mergeValue, overlay } from './document/merge.ts'
export { amended, nativeVersion, preferredVersion, readVersion, type Version, versionText } from './document/older.ts'
export {
  checkName,
  idOf,
  isObject,
  memberOf,
  type ReadOptions,
  readAttribute,
  readEntity,
  typesOf,
} from './document/read-entity.ts'
export { scopesOf } from './document/scopes.ts'
export {
  type Format,
  type JsonObject,
  type Projection,
  shownValue,
  simpleValue,
  type WriteOptions,
  writeAttributes,
  writeEntity,
  writeFeature,
  writeInstance,
} from './document/write-entity.ts'
export { type AttributeDraft, type Drafts, type EntityDraft, isKept, stamped } from './draft.ts'
export {
  type AttributeInstance,
  type AttributeKind,
  type Attributes,
  attributeKinds,
  type Entity,
  type Json,
} from './entity.ts'
export { badData, ngsiErrors } from './errors.ts'
export { checkShape } from './geo/check-shape.ts'
export { crossingOf } from './geo/crossing.ts'
export { dimensionOf, type Edge, edgesOf, type Parts, partsOf } from './geo/parts.ts'
export { type GeoRelation, meetsRelation, metresBetween, parseRelation } from './geo/relate.ts'
export { type AnyShape, extentOf, isShape, type Place, placesOf, type Shape, shapesOf } from './geometry.ts'
export type { LayerCondition, LayerDeclaration, LayerScale } from './map-layer.ts'
export { defaultVocabulary, locationName, ngsiLd, plainName } from './names.ts'
export { type FindEntity, meetsQuery, systemNames } from './query/evaluate-query.ts'
export { parseQuery, type QueryOptions } from './query/parse-query.ts'
export {
  type AttributePath,
  type Comparison,
  type Literal,
  linkDepth,
  type QueryTree,
  queriedNames,
} from './query/query.ts'
export {
  meetsScopes,
  meetsTypes,
  parseProjection,
  parseScopes,
  parseTypes,
  projectionDepth,
  type ScopeSelection,
  type TypeSelection,
} from './query/selections.ts'
