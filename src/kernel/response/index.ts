export { type HashedPlan, hashPlans, levelsOf, planFaults } from './check-plan.ts'
export {
  type CalledOffice,
  differenceOf,
  type FindCalled,
  isOver,
  type OrderState,
  readyOrders,
  type StandingOrder,
  wantedAt,
} from './orders.ts'
export type { Called, Plan, PlanTask, ResourceKind } from './plan.ts'
export { type EntryFacts, type EntryKind, entrySays, officeLevelWords, orderStateWords } from './says.ts'
export {
  colourWords,
  gravity,
  type Hazard,
  hazards,
  hazardWords,
  levelWords,
  type ResponseLevel,
  responseLevels,
  type WarningColour,
  warningColours,
} from './scale.ts'
