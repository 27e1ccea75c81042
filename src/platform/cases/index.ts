export type { CaseNews } from './book.ts'
export { type CasesParts, type CasesRoom, casesRoom } from './cases-room.ts'
export { casesThatDiffer, casesWithGaps } from './checks.ts'
export { type Begun, type CaseEngine, changeOf, type Doing, type Done, makeCode, type NewCase } from './engine.ts'
export { casesErrors } from './errors.ts'
export { type ExportFormat, type Exports, exportFormats, exportKinds } from './exports/exports.ts'
export {
  below,
  casesSeen,
  edgesOf,
  type FactFilter,
  factConditions,
  none,
  prefix,
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
export { generateCases } from './generate/generate-cases.ts'
export { generateScenarios, type ScenarioSample, scenarioCount } from './generate/generate-scenarios.ts'
export type { CaseSample, GenerateParts } from './generate/life.ts'
export { importCases } from './imports/bulk.ts'
export type { ClassifiedRow } from './imports/classified-rows.ts'
export type { Imports, NewFile } from './imports/imports.ts'
export type { ImportSettings } from './imports/model.ts'
export { writeRefused } from './imports/refused-file.ts'
export type { ImportRecord } from './imports/store.ts'
export type { PackShelf } from './packs.ts'
export { type CaseRow, caseRow, type TaskRow, taskRows } from './projection.ts'
export { briefsOf, type CaseBrief, factTable, isUntouched, pointsOf, takeTouchedDays } from './read-facts.ts'
export { type Change, saveChanges } from './save.ts'
export type { CaseNotice, CaseQuestion, EffectTold } from './signals/effect-consumers.ts'
export { type SignalOutcome, signalOutcomes } from './signals/read-outcomes.ts'
export { casesToldBy } from './signals/told-cases.ts'
export { packWithTaxonomy } from './taxonomy-file.ts'
export { type TaskChoice, type WaitingTask, waitingTasks } from './waiting-tasks.ts'
export type { WorkLists } from './work-lists.ts'
export { type Offices, worldAt } from './world.ts'
