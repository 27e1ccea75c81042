import { type Bar, barsOf, type Calibration, calibrationOf, fitTemperature, probabilities } from './calibration.ts'
import { learn, scoreCounted } from './classifier.ts'
import type { Collection } from './collection.ts'
import { dealFolds } from './folds.ts'

/** What cross-validation asks for. */
export type CrossValidation = {
  readonly collection: Collection
  /** The messages of the collection that take part. */
  readonly members: Int32Array
  /** The class (0…classes−1) of each member. */
  readonly truth: Int32Array
  /** Near-duplicate group of each message of the collection: one group is never on both sides. */
  readonly groups: Int32Array
  readonly classes: number
  readonly folds: number
  readonly seed: number
}

/** What every member was taken for by a model that had not seen it. */
export type CrossValidated = {
  readonly predicted: Int32Array
  readonly isRight: readonly boolean[]
  /** Probability of the predicted class, calibrated on the other folds. */
  readonly confidence: Float64Array
  readonly calibration: Calibration
  readonly bars: readonly Bar[]
  /** Temperature fitted on all held-out scores: the one for the final model. */
  readonly temperature: number
}

/**
 * Stratified k-fold cross-validation. Everything that is learnt (columns, rarity, scales, weights) is learnt inside the
 * fold; the temperature that turns the scores of a fold into confidence comes from the other folds only.
 */
export function crossValidate(task: CrossValidation): CrossValidated {
  const dealt = dealFolds(task.truth, groupsOfMembers(task), task.folds, task.seed)
  const scores = heldOutScores(task, dealt)
  const predicted = Int32Array.from(scores, indexOfTop)
  const isRight = Array.from(predicted, (one, place) => one === task.truth[place])
  const confidence = new Float64Array(scores.length)
  for (let fold = 0; fold < task.folds; fold++) {
    const others = places(dealt, (of) => of !== fold)
    const temperature = fitTemperature(
      pick(scores, others),
      others.map((place) => task.truth[place] ?? 0),
    )
    for (const place of places(dealt, (of) => of === fold)) {
      const all = probabilities(scores[place] ?? new Float64Array(1), temperature)
      confidence[place] = all[predicted[place] ?? 0] ?? 0
    }
  }
  const temperature = fitTemperature(scores, task.truth)
  const calibration = calibrationOf(confidence, isRight)
  return { predicted, isRight, confidence, calibration, bars: barsOf(confidence, isRight), temperature }
}

/** The first member of the near-duplicate group of each member. */
function groupsOfMembers({ members, groups }: CrossValidation): Int32Array {
  const first = new Map<number, number>()
  return members.map((message, place) => {
    const group = groups[message] ?? message
    if (!first.has(group)) first.set(group, place)
    return first.get(group) ?? place
  })
}

function heldOutScores(task: CrossValidation, dealt: Int32Array): Float64Array[] {
  const scores: Float64Array[] = new Array<Float64Array>(dealt.length)
  for (let fold = 0; fold < task.folds; fold++) {
    const training = places(dealt, (of) => of !== fold)
    const test = places(dealt, (of) => of === fold)
    const messagesOf = (chosen: Int32Array) => chosen.map((place) => task.members[place] ?? 0)
    const truth = training.map((place) => task.truth[place] ?? 0)
    const classifier = learn(task.collection, messagesOf(training), truth, task.classes, task.seed)
    scoreCounted(classifier, task.collection, messagesOf(test)).forEach((row, at) => {
      scores[test[at] ?? 0] = row
    })
  }
  return scores
}

/** Index of the largest number; the first of equals. */
export function indexOfTop(numbers: ArrayLike<number>): number {
  let top = 0
  for (let at = 1; at < numbers.length; at++) if ((numbers[at] ?? 0) > (numbers[top] ?? 0)) top = at
  return top
}

const pick = (rows: readonly Float64Array[], chosen: Int32Array): Float64Array[] =>
  Array.from(chosen, (place) => rows[place] ?? new Float64Array(1))

function places(dealt: Int32Array, test: (fold: number) => boolean): Int32Array {
  return Int32Array.from([...dealt.keys()].filter((place) => test(dealt[place] ?? 0)))
}
