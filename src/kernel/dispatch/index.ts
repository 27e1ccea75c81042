export { dispatchByRules, planOf } from './by-rules.ts'
export { type Alternative, explain, type Reason } from './explain.ts'
export { generateDay } from './generate-day.ts'
export { improve } from './improve.ts'
export { lowerBound, type Priced, type Pricing, priceWays } from './price.ts'
export {
  type Crew,
  costOf,
  costOfLeaving,
  type DispatchProblem,
  type Errand,
  type Ground,
  groundOf,
  type Plan,
  type Preference,
  planCost,
  planLateness,
  type Stop,
  timesOf,
  type Way,
  wayOf,
} from './problem.ts'
