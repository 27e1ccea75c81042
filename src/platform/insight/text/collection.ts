import { type Counts, countMessage } from './features.ts'
import type { Message } from './message.ts'
import { type Rows, RowsBuilder } from './rows.ts'

/** Many messages counted once: features as numbers, a row of counts for each title and each body. */
export type Collection = {
  /** Every feature of the collection, by its number. */
  readonly features: readonly string[]
  readonly titles: Rows
  readonly bodies: Rows
  /** In how many other messages of the city, whose class is unknown, each feature occurs; and how many those are. */
  readonly background: { readonly messages: number; readonly frequency: Int32Array }
}

/**
 * Counts a collection for training. `background` are messages without a class: they tell how common a word is in this
 * city, which a few hundred labelled messages cannot (measured at 495 messages: +0.4 points of accuracy).
 */
export function countCollection(messages: readonly Message[], background: Iterable<Message> = []): Collection {
  const numbers = new Map<string, number>()
  const titles = new RowsBuilder()
  const bodies = new RowsBuilder()
  const addRow = (counts: Counts, rows: RowsBuilder) => {
    for (const [feature, count] of counts) {
      let number = numbers.get(feature)
      if (number === undefined) {
        number = numbers.size
        numbers.set(feature, number)
      }
      rows.add(number, count)
    }
    rows.endRow()
  }
  for (const message of messages) {
    const { title, body } = countMessage(message)
    addRow(title, titles)
    addRow(body, bodies)
  }
  return {
    features: [...numbers.keys()],
    titles: titles.build(numbers.size),
    bodies: bodies.build(numbers.size),
    background: countBackground(numbers, background),
  }
}

function countBackground(numbers: ReadonlyMap<string, number>, background: Iterable<Message>) {
  const frequency = new Int32Array(numbers.size)
  let messages = 0
  for (const message of background) {
    messages++
    const { title, body } = countMessage(message)
    const note = (feature: string) => {
      const number = numbers.get(feature)
      if (number !== undefined) frequency[number] = (frequency[number] ?? 0) + 1
    }
    for (const feature of title.keys()) note(feature)
    for (const feature of body.keys()) if (!title.has(feature)) note(feature)
  }
  return { messages, frequency }
}

/** In how many of the given messages each feature occurs, title and body together. */
export function documentFrequency(collection: Collection, messages: Int32Array): Int32Array {
  const frequency = new Int32Array(collection.features.length)
  const lastSeen = new Int32Array(collection.features.length).fill(-1)
  for (const message of messages) {
    for (const rows of [collection.titles, collection.bodies]) {
      for (let at = rows.starts[message] ?? 0; at < (rows.starts[message + 1] ?? 0); at++) {
        const feature = rows.columns[at] ?? 0
        if (lastSeen[feature] === message) continue
        lastSeen[feature] = message
        frequency[feature] = (frequency[feature] ?? 0) + 1
      }
    }
  }
  return frequency
}
