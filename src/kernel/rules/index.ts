export type { Column, Columns } from './columns.ts'
export {
  askTable,
  type DecisionTable,
  decisionTable,
  type TableAnswer,
  type TableDeclaration,
  type TableHit,
  type TableRow,
} from './decision-table.ts'
export { holds, type PlainValue, type When } from './evaluate.ts'
export { type Explanation, evaluate, type Outcome, type ReadFact } from './explain.ts'
export type { Facts } from './facts.ts'
export { allOf, anyOf } from './make-terms.ts'
export { limits } from './parse.ts'
export { conditionOf, parseRule, type Rule } from './rule.ts'
export { rulesErrors } from './rules-errors.ts'
export { wordsOf } from './say.ts'
export { now, type See, see, today } from './see.ts'
export type {
  BooleanTerm,
  ClockDuration,
  Condition,
  DateTerm,
  DayDuration,
  DayText,
  InstantTerm,
  InstantText,
  ListTerm,
  NumberTerm,
  PlaceTerm,
  TextTerm,
} from './terms.ts'
export { type RuleSql, type SqlOptions, toSql } from './to-sql.ts'
export type { Known, KnownType, Scalar, ValueType, Vocabulary } from './vocabulary.ts'
