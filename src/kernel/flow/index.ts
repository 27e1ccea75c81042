export {
  type Act,
  act,
  appendHappening,
  findAction,
  goOn,
  type Offer,
  type Outcome,
  offersFor,
  type Submission,
  submit,
} from './act.ts'
export { type Action, grantsOf, permissionOf, resourceOf, type World } from './action.ts'
export { actions } from './actions/index.ts'
export { vocabularyOf } from './advance.ts'
export {
  type ExtensionDeclaration,
  type FlowDeclaration,
  findStep,
  type Holder,
  type Limit,
  type Marks,
  type RatingDeclaration,
  type RedoDeclaration,
  type ReturnDeclaration,
  type StepDeclaration,
} from './declaration.ts'
export type { CaseEvent, Channel, EventType, Happening, OfficeRef, Origin, RecordedLife, Stamp } from './events.ts'
export { flowErrors } from './flow-errors.ts'
export { applyEvent, foldCase } from './fold.ts'
export {
  type CaseState,
  factsOf,
  findValue,
  type Help,
  liveTasks,
  type Question,
  type Task,
  type TaskStatus,
} from './state.ts'
