import { classScale } from './class-scale.ts'
import type { Collection } from './collection.ts'
import { type Counts, countMessage } from './features.ts'
import { learnHyperplane } from './linear-svm.ts'
import type { Message } from './message.ts'
import type { Rows } from './rows.ts'
import { chooseColumns, type Entry, vectorise, weighMessage } from './vectors.ts'

/** A linear classifier: one weight for each feature and class, and what is needed to weigh a new message. */
export type Classifier = {
  readonly classes: number
  readonly features: readonly string[]
  readonly rarity: Float32Array
  /** By feature, then class: `weights[feature * classes + class]`. */
  readonly weights: Float32Array
  readonly bias: Float32Array
  /** Divides scores before they become probabilities; see `fitTemperature`. */
  readonly temperature: number
}

const cost = 1

/** Learns from the given messages of a collection; `truth[i]` is the class (0…classes−1) of message `training[i]`. */
export function learn(
  collection: Collection,
  training: Int32Array,
  truth: Int32Array,
  classes: number,
  seed: number,
): Classifier {
  const columns = chooseColumns(collection, training)
  const rows = vectorise(collection, training, columns)
  const weights = new Float32Array(rows.width * classes)
  const bias = new Float32Array(classes)
  for (let one = 0; one < classes; one++) {
    const positive = Uint8Array.from(truth, (of) => (of === one ? 1 : 0))
    const scale = classScale(rows, positive)
    const plane = learnHyperplane({ rows, positive, scale, cost, seed: seed + one })
    for (let column = 0; column < rows.width; column++) weights[column * classes + one] = plane.weights[column] ?? 0
    bias[one] = plane.bias
  }
  const features = Array.from(columns.featureOf, (feature) => collection.features[feature] ?? '')
  return { classes, features, rarity: columns.rarity, weights, bias, temperature: 1 }
}

/** Scores of messages of the same collection the classifier was learnt from, without cutting them into words again. */
export function scoreCounted(classifier: Classifier, collection: Collection, messages: Int32Array): Float64Array[] {
  const numbers = new Map(collection.features.map((feature, number) => [feature, number]))
  const columnOf = new Int32Array(collection.features.length).fill(-1)
  const featureOf = Int32Array.from(classifier.features, (feature) => numbers.get(feature) ?? 0)
  featureOf.forEach((feature, column) => {
    columnOf[feature] = column
  })
  const rows = vectorise(collection, messages, { columnOf, featureOf, rarity: classifier.rarity })
  return Array.from(messages, (_, row) => scoreRow(classifier, rows, row))
}

function scoreRow({ classes, weights, bias }: Classifier, rows: Rows, row: number): Float64Array {
  const scores = Float64Array.from(bias)
  for (let at = rows.starts[row] ?? 0; at < (rows.starts[row + 1] ?? 0); at++) {
    const offset = (rows.columns[at] ?? 0) * classes
    const value = rows.values[at] ?? 0
    for (let one = 0; one < classes; one++) scores[one] = (scores[one] ?? 0) + value * (weights[offset + one] ?? 0)
  }
  return scores
}

/** A classifier ready to read new messages; building the lookup costs a pass over its features, so keep it. */
export type Reader = {
  readonly classifier: Classifier
  /** The weighed features of a message: column and value; features the classifier does not know are left out. */
  read(message: Message): ReadonlyMap<number, number>
  /** The score of each class: the sum over features of value × weight, and the bias. */
  score(vector: ReadonlyMap<number, number>): Float64Array
}

/** Makes a classifier ready to read. */
export function readerOf(classifier: Classifier): Reader {
  const columns = new Map(classifier.features.map((feature, column) => [feature, column]))
  const entriesOf = (counts: Counts): Entry[] => {
    const entries: Entry[] = []
    for (const [feature, count] of counts) {
      const column = columns.get(feature)
      if (column !== undefined) entries.push({ column, count })
    }
    return entries
  }
  return {
    classifier,
    read(message) {
      const { title, body } = countMessage(message)
      return weighMessage(entriesOf(title), entriesOf(body), classifier.rarity)
    },
    score(vector) {
      const { classes, weights, bias } = classifier
      const scores = Float64Array.from(bias)
      for (const [column, value] of vector) {
        const offset = column * classes
        for (let one = 0; one < classes; one++) scores[one] = (scores[one] ?? 0) + value * (weights[offset + one] ?? 0)
      }
      return scores
    },
  }
}
