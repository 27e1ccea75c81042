export { checkPack, packErrors } from './check-pack.ts'
export { canonicalJson, contentHash, freezeDeep } from './content-hash.ts'
export type {
  FigureDeclaration,
  FigureMeasure,
  MessageDeclaration,
  Open311Declaration,
  Pack,
  PackDeclaration,
  PackTest,
  ReplyTemplate,
  Responsibility,
  SortingDeclaration,
  Taxonomy,
  TaxonomyClass,
} from './declaration.ts'
export { type PackBuilder, type PackHead, pack, type Ref, type StepWords, sealPack } from './pack.ts'
export { runPackTests } from './run-pack-tests.ts'
