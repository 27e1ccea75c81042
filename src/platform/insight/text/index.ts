export type { Bar, Calibration } from './calibration.ts'
export { type ChoiceCue, choiceCues } from './choice-cues.ts'
export { type NamedClass, type NameMatch, type NameMatcher, nameMatcher } from './class-names.ts'
export { type Comparison, compareOpinions, type Opinions } from './compare.ts'
export type { Explanation, WeighedWord } from './explain.ts'
export type { ClassFigures, Figures } from './figures.ts'
export type { LabelledMessage, Message } from './message.ts'
export {
  type BranchFigures,
  firstLevel,
  type ModelCard,
  type TextModel,
  type TrainingSet,
  weakestFirst,
} from './model.ts'
export { readModel, writeModel } from './model-file.ts'
export { type PlaceName, placeNames } from './place-names.ts'
export { type Prediction, type Predictor, predictorOf } from './predict.ts'
export { textErrors } from './text-errors.ts'
export { leastSupport } from './too-few.ts'
export {
  evidenceOf,
  findSimilar,
  heatOf,
  isLikelySame,
  Shelf,
  type Similar,
  TopicBook,
  type TopicChanges,
  type TopicEvidence,
  type TopicHeat,
  type TopicMessage,
} from './topics/index.ts'
export type { HeldOut, Training, TrainingTask } from './train.ts'
export { train } from './train.ts'
export { trainInWorker } from './train-in-worker.ts'
export { type UrgencySuggestion, urgencyOf } from './urgency.ts'
