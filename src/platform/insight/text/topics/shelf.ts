import { leadingNames } from '../place-names.ts'
import { likenessOf, type Matter, type Occurrences, Vocabulary, weighMatter } from './matter.ts'
import { namesIn, type Reading, readForTopics, type TopicMessage } from './reading.ts'
import { relate } from './relation.ts'

/** One message as the shelf keeps it. */
export type Page = {
  readonly message: TopicMessage
  readonly places: Reading['places']
  readonly subjects: Reading['subjects']
  readonly title: Occurrences
  readonly body: Occurrences
  topic: string | undefined
  /** Whether its turn to be placed has come; others are placed against it only then. */
  isPlaced: boolean
  matter: Matter
  /** How many messages were known when `matter` was weighed. */
  weighedAt: number
}

/** Likeness of matter below which a place alone never links: neighbours complain about different things. */
const leastLikeness = 0.1
const samePlace = 0.22
const otherPlace = 0.3
const mostCandidates = 60
/** Features in more messages than this do not suggest candidates; they still count for likeness. */
const suggestingShare = 0.06
const suggestingLeast = 60
/** Matters are weighed anew when the number of messages has grown by this factor. */
const renewal = 1.2
const noMatter: Matter = { features: new Int32Array(), weights: new Float32Array() }

/** All messages topics are made of, with what their words and places are worth among each other. */
export class Shelf {
  readonly #pages = new Map<string, Page>()
  readonly #vocabulary = new Vocabulary()
  readonly #nameCounts = new Map<string, number>()
  readonly #spots = new Set<string>()
  readonly #leading = new Set<string>()
  readonly #containing = new Map<number, Page[]>()

  get vocabulary(): Vocabulary {
    return this.#vocabulary
  }

  find(id: string): Page | undefined {
    return this.#pages.get(id)
  }

  /** Puts messages on the shelf, those already there passed over: names are learnt from all of them before any is read. */
  take(messages: readonly TopicMessage[]): Page[] {
    const fresh = messages.filter(({ id }) => !this.#pages.has(id))
    for (const message of fresh) this.#learnNames(message)
    return fresh.map((message) => this.#read(message))
  }

  /** Names with a general ending are known at once, those without when they stand behind a division a second time. */
  #learnNames(message: TopicMessage): void {
    for (const { stem, kind } of namesIn(message)) if (kind === 'spot') this.#spots.add(stem)
    for (const name of leadingNames(message.title)) {
      if (this.#leading.has(name)) this.#spots.add(name)
      else this.#leading.add(name)
    }
  }

  #read(message: TopicMessage): Page {
    const reading = readForTopics(message, this.#spots)
    const title = this.#vocabulary.number(reading.title)
    const body = this.#vocabulary.number(reading.body)
    const { places, subjects } = reading
    const page: Page = {
      message,
      places,
      subjects,
      title,
      body,
      topic: undefined,
      isPlaced: false,
      matter: noMatter,
      weighedAt: 0,
    }
    this.#pages.set(message.id, page)
    const features = new Set([...title.features, ...body.features])
    this.#vocabulary.countMessage(features)
    for (const feature of features) append(this.#containing, feature, page)
    for (const name of new Set([...places.map(({ stem }) => stem), ...subjects])) {
      this.#nameCounts.set(name, (this.#nameCounts.get(name) ?? 0) + 1)
    }
    return page
  }

  /** The matter of a page, weighed by what is known now. */
  matterOf(page: Page): Matter {
    if (this.#vocabulary.messages > page.weighedAt * renewal) {
      page.matter = weighMatter(page.title, page.body, this.#vocabulary)
      page.weighedAt = this.#vocabulary.messages
    }
    return page.matter
  }

  /** Placed pages that share telling words with this one, the likeliest first. */
  candidates(page: Page): Page[] {
    const most = Math.max(suggestingLeast, this.#vocabulary.messages * suggestingShare)
    const scores = new Map<Page, number>()
    const { features, weights } = this.matterOf(page)
    features.forEach((feature, at) => {
      const containing = this.#containing.get(feature) ?? []
      if (containing.length > most) return
      const weight = (weights[at] ?? 0) ** 2
      for (const other of containing) {
        if (other !== page && other.isPlaced) scores.set(other, (scores.get(other) ?? 0) + weight)
      }
    })
    return [...scores]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, mostCandidates)
      .map(([other]) => other)
  }

  /**
   * How strongly two messages speak of one thing: likeness of their matter, raised where they name the same place and
   * lowered where they name different ones; 0 when the matter is not alike.
   */
  link(one: Page, other: Page): number {
    const likeness = likenessOf(this.matterOf(one), this.matterOf(other))
    if (likeness < leastLikeness) return 0
    const relation = relate(one, other, {
      messages: this.#vocabulary.messages,
      count: (name) => this.#nameCounts.get(name) ?? 0,
    })
    return Math.max(0, likeness + relation * (relation > 0 ? samePlace : otherPlace))
  }
}

function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}
