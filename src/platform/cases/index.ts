export type { CaseNews } from './book.ts'
export { type CasesParts, type CasesRoom, casesRoom } from './cases-room.ts'
export { type Begun, type CaseEngine, changeOf, type Doing, type Done, makeCode, type NewCase } from './engine.ts'
export { casesErrors } from './errors.ts'
export {
  below,
  casesSeen,
  divisionStem,
  edgesOf,
  type FactFilter,
  factConditions,
  none,
  seenCondition,
} from './fact-filter.ts'
export {
  type Condition,
  type CountName,
  countNames,
  countSql,
  type FigureSql,
  figureSql,
  measures,
} from './facts.ts'
export { type CaseSample, type GenerateParts, generateCases } from './generate/generate-cases.ts'
export type { PackShelf } from './packs.ts'
export { type CaseRow, caseRow, type TaskRow, taskRows } from './projection.ts'
export { type Change, saveChanges } from './save.ts'
export type { WorkLists } from './work-lists.ts'
export { type Offices, worldAt } from './world.ts'
