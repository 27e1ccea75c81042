export { type AttributeDraft, type Drafts, type EntityDraft, isKept, stamped } from './draft.ts'
export {
  type AttributeInstance,
  type AttributeKind,
  type Attributes,
  attributeKinds,
  type Entity,
  type Json,
} from './entity.ts'
export { type AnyShape, extentOf, isShape, type Place, placesOf, type Shape, shapesOf } from './geometry.ts'
export { defaultVocabulary, locationName, ngsiLd, plainName } from './names.ts'
