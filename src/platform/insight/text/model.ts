import type { Bar, Calibration } from './calibration.ts'
import type { Classifier } from './classifier.ts'
import type { ClassFigures, Figures } from './figures.ts'

/** A class that the training set names but the model does not know, and how many messages it had. */
export type LeftOutClass = { readonly path: readonly string[]; readonly support: number }

/** What a model was taught from, in figures that a reader can check against the source. */
export type TrainingSet = {
  /** Where the messages came from, in the words of whoever started the training. */
  readonly description: string
  readonly messages: number
  /** Messages without a class that told how common words are. */
  readonly background: number
  readonly nearDuplicates: number
  readonly leftOut: readonly LeftOutClass[]
}

/** How one branching of the taxonomy does under cross-validation; `under` is the path it branches from, empty at the top. */
export type BranchFigures = Figures & {
  readonly under: readonly string[]
  readonly folds: number
  readonly calibration: Calibration
  readonly bars: readonly Bar[]
}

/** How the whole path down to a level does: a message counts as right only when every level above was right too. */
export type LevelFigures = { readonly level: number; readonly messages: number; readonly accuracy: number }

/** What is known of a model: enough to compare it, to repeat its making, and to assess its risk. */
export type ModelCard = {
  readonly format: 1
  /** Name of this version, unique in a city. */
  readonly version: string
  /** When it was made, an ISO instant. */
  readonly madeAt: string
  readonly seed: number
  readonly method: string
  readonly training: TrainingSet
  readonly branches: readonly BranchFigures[]
  readonly levels: readonly LevelFigures[]
}

/** One branching of the taxonomy: the classifier decides between `children` under the path `under`. */
export type Branch = {
  readonly under: readonly string[]
  readonly children: readonly string[]
  readonly classifier: Classifier
}

/** A trained model of a taxonomy: a classifier for each branching that had enough examples. */
export type TextModel = {
  readonly card: ModelCard
  /** SHA-256 of the serialised model, in hex: the same training set, seed and version give the same hash. */
  readonly hash: string
  readonly branches: readonly Branch[]
}

/** Figures of the first level, which is what a city is asked for first. */
export function firstLevel(card: ModelCard): BranchFigures | undefined {
  return card.branches.find((branch) => branch.under.length === 0)
}

/** The classes of a branch, the worst first: where more examples help most. */
export function weakestFirst(figures: Figures): readonly ClassFigures[] {
  return figures.classes.toSorted((one, other) => one.f1 - other.f1)
}

/** One key for a path, for maps. Class names never hold a unit separator. */
export const pathKey = (path: readonly string[]): string => path.join('\u001f')
