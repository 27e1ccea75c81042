export { type RuleChange, type RulePart, tableChanges } from './changes.ts'
export {
  type Doubt,
  type Evidence,
  nearEnough,
  type Told,
  usableAccuracy,
  usualSkew,
  weigh,
} from './evidence.ts'
export {
  type Coverage,
  coverageFigures,
  type DueRound,
  dueRounds,
  isShort,
  type MissReason,
  missReasons,
  type RoundSchedule,
  type RoundState,
  roundState,
} from './rounds.ts'
export { type FilingRule, findUnit, kindShape, limitName, mostLimit, tableFaults, type UnitRule } from './table.ts'
export { type Effective, endOf, inForce, isStillFree } from './versions.ts'
export { doubtWords, missWords, ownershipWords, roundWords } from './words.ts'
