export {
  type CityRule,
  type HeldRule,
  nextChange,
  type RulePlace,
  type RuleTarget,
  type RuleTime,
  type RuleVersion,
  rulesAt,
} from './city-rule.ts'
export { type Matter, rankRules, standsFor } from './rank-rules.ts'
export { type RuleConflict, ruleConflicts } from './rule-conflicts.ts'
export { mostPriority, ruleFaults } from './rule-faults.ts'
