import { type Collection, documentFrequency } from './collection.ts'
import { type Rows, RowsBuilder } from './rows.ts'

/** Which features of a collection are columns of the model, and how much one occurrence of each is worth. */
export type Columns = {
  /** Column of a feature by its number in the collection, −1 when it is not used. */
  readonly columnOf: Int32Array
  /** Number of the feature by its column. */
  readonly featureOf: Int32Array
  /** Inverse document frequency by column, smoothed: ln((1 + N) / (1 + n)) + 1. */
  readonly rarity: Float32Array
}

/** Least number of messages a feature must occur in: 2 for small collections, more for large ones, where it only costs memory. */
const leastFrequency = (messages: number): number => (messages < 5_000 ? 2 : messages < 20_000 ? 3 : 5)

/** Chooses columns from the training messages alone, so that a fold held out for testing stays unseen. */
export function chooseColumns(collection: Collection, training: Int32Array): Columns {
  const inTraining = documentFrequency(collection, training)
  const messages = training.length + collection.background.messages
  const least = leastFrequency(training.length)
  const columnOf = new Int32Array(inTraining.length).fill(-1)
  const chosen: number[] = []
  const rarity: number[] = []
  for (let feature = 0; feature < inTraining.length; feature++) {
    const own = inTraining[feature] ?? 0
    const all = own + (collection.background.frequency[feature] ?? 0)
    if (own === 0 || all < least) continue
    columnOf[feature] = chosen.length
    chosen.push(feature)
    rarity.push(Math.log((1 + messages) / (1 + all)) + 1)
  }
  return { columnOf, featureOf: Int32Array.from(chosen), rarity: Float32Array.from(rarity) }
}

/** One entry of a message before weighing: column, count, and whether it stands in the title. */
export type Entry = { readonly column: number; readonly count: number }

/**
 * The vector of a message: title and body each weighed by (1 + ln count) × rarity and brought to length 1, then added
 * and brought to length 1 again. So a title of ten characters weighs as much as a body of a thousand
 * (measured on the 495 labelled messages: 0.80 without the title, 0.87 with it).
 */
export function weighMessage(
  title: readonly Entry[],
  body: readonly Entry[],
  rarity: Float32Array,
): Map<number, number> {
  const sum = new Map<number, number>()
  for (const part of [title, body]) {
    const weights = part.map(({ column, count }) => (1 + Math.log(count)) * (rarity[column] ?? 0))
    const length = Math.sqrt(weights.reduce((total, weight) => total + weight * weight, 0))
    if (length === 0) continue
    part.forEach(({ column }, at) => {
      sum.set(column, (sum.get(column) ?? 0) + (weights[at] ?? 0) / length)
    })
  }
  let squares = 0
  for (const value of sum.values()) squares += value * value
  const length = Math.sqrt(squares) || 1
  for (const [column, value] of sum) sum.set(column, value / length)
  return sum
}

/** Vectors of the given messages of a collection, one row each. */
export function vectorise(collection: Collection, messages: Int32Array, columns: Columns): Rows {
  const rows = new RowsBuilder()
  const entriesOf = (part: Rows, message: number): Entry[] => {
    const entries: Entry[] = []
    for (let at = part.starts[message] ?? 0; at < (part.starts[message + 1] ?? 0); at++) {
      const column = columns.columnOf[part.columns[at] ?? 0] ?? -1
      if (column >= 0) entries.push({ column, count: part.values[at] ?? 0 })
    }
    return entries
  }
  for (const message of messages) {
    const title = entriesOf(collection.titles, message)
    const body = entriesOf(collection.bodies, message)
    for (const [column, value] of weighMessage(title, body, columns.rarity)) rows.add(column, value)
    rows.endRow()
  }
  return rows.build(columns.featureOf.length)
}
