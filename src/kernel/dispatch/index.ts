export { dispatchByRules, planOf } from './by-rules.ts'
export {
  type ErrandKind,
  type ErrandSign,
  findErrandKind,
  type Skill,
  type TaskSign,
  urgencyWeights,
  type Vehicle,
} from './errand-kind.ts'
export { type Alternative, type Choice, choicesFor, explain, type Reason } from './explain.ts'
export { generateDay } from './generate-day.ts'
export { improve } from './improve.ts'
export { type Decision, type Lesson, learn, lessonFor, type Overruling, wouldSend } from './learn.ts'
export { lowerBound, type Priced, type PricedWay, Pricer } from './price.ts'
export {
  type Crew,
  costOf,
  costOfLeaving,
  type DispatchProblem,
  detour,
  type Errand,
  type Ground,
  groundOf,
  minutesOnWay,
  type Plan,
  type Preference,
  planCost,
  planLateness,
  type Stop,
  timesOf,
  type Way,
  wayOf,
} from './problem.ts'
export { nextAtWork, type Off, type Shift, type Span } from './shift.ts'
export { allTerms, lateTerms, leavingCosts, type Terms, unavoidable } from './terms.ts'
