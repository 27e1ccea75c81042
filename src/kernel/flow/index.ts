export {
  type Act,
  act,
  appendHappening,
  type Caused,
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
export type {
  AskEffect,
  CommandEffect,
  EffectAnswer,
  EffectDeclaration,
  EffectMoment,
  EffectRun,
  NoticeEffect,
} from './effects.ts'
export type { CaseEvent, Channel, EventType, Happening, OfficeRef, Origin, RecordedLife, Stamp } from './events.ts'
export { flowErrors } from './flow-errors.ts'
export { applyEvent, foldCase } from './fold.ts'
export { clockFields, type ResponsibilityRule, responsibleVocabulary } from './responsible.ts'
export { firstSource, type HeardSource, type JoinWhy, mergeSource, type Source, sourcesOf } from './source.ts'
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
