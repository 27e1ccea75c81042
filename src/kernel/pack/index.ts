export { checkPack, packErrors } from './check-pack.ts'
export { canonicalJson, contentHash, freezeDeep } from './content-hash.ts'
export {
  type FigureDeclaration,
  type FigureMeasure,
  type MessageDeclaration,
  type Open311Declaration,
  type Pack,
  type PackDeclaration,
  type PackTest,
  type ReplyTemplate,
  type Responsibility,
  responsibilityFor,
  type SortingDeclaration,
  type Taxonomy,
  type TaxonomyClass,
} from './declaration.ts'
export { answersFor, findHearing, type Hearing } from './hear.ts'
export { groupSpots, joinWhy, type Spot } from './join.ts'
export { type PackBuilder, type PackHead, pack, type Ref, type StepWords, sealPack } from './pack.ts'
export { runPackTests } from './run-pack-tests.ts'
export { type Body, type Settled, type SettledSpot, settle } from './settle.ts'
export {
  type Fill,
  type HearsDeclaration,
  type JoinsDeclaration,
  type Signal,
  type SignalSource,
  signalEvents,
} from './signal.ts'
