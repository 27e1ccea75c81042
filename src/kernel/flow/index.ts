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
export { divisionOf, vocabularyOf } from './advance.ts'
export type { Answer, RuleRef } from './answer.ts'
export { classOf } from './class-of.ts'
export { concerns } from './concerns.ts'
export {
  type ExtensionDeclaration,
  type Filing,
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
export type { CaseEvent, EventType, Happening, RecordedLife, Stamp } from './events.ts'
export { flowErrors } from './flow-errors.ts'
export { applyEvent, foldCase } from './fold.ts'
export type { Channel, CrewRef, OfficeRef, Origin } from './origin.ts'
export type { ResponsibilityRule } from './responsibility-rule.ts'
export { answersOf, cityAnswers, clockFields, matterOf, placeFor, responsibleVocabulary } from './responsible.ts'
export { type CalmedSource, type HeardSource, isOver, type JoinWhy, mergeSource, type Source } from './source.ts'
export { sourcesOf } from './sources-of.ts'
export {
  type CaseState,
  factsOf,
  findValue,
  type Help,
  liveTasks,
  officesAhead,
  type Question,
  type Task,
  type TaskStatus,
} from './state.ts'
export { toldWords } from './told-words.ts'
