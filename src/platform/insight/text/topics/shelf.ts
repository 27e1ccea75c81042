import { dayMs } from '../../../../kernel/time/index.ts'
import { titleOf } from '../message.ts'
import { leadingNames } from '../place-names.ts'
import { likenessOf, type Matter, type Occurrences, Vocabulary, weighMatter } from './matter.ts'
import { namesIn, type Reading, readForTopics, type TopicMessage } from './reading.ts'
import { relate } from './relation.ts'

/** One message as the shelf keeps it. */
export type Page = {
  readonly message: TopicMessage
  readonly point: TopicMessage['point']
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
const otherPlace = 0.6
/** What a link loses by a millisecond between two messages: 0.1 in a hundred days, in a year where the place is the same. */
const fading = { anywhere: 0.001 / dayMs, here: 0.1 / 365 / dayMs }
const mostFaded = 0.2
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

  /** How many messages are on the shelf. */
  get size(): number {
    return this.#pages.size
  }

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
    for (const name of leadingNames(titleOf(message))) {
      if (this.#leading.has(name)) this.#spots.add(name)
      else this.#leading.add(name)
    }
  }

  #read(message: TopicMessage): Page {
    const page = this.#pageOf(message, 'learn')
    this.#pages.set(message.id, page)
    const features = new Set([...page.title.features, ...page.body.features])
    this.#vocabulary.countMessage(features)
    for (const feature of features) append(this.#containing, feature, page)
    for (const name of new Set([...page.places.map(({ stem }) => stem), ...page.subjects])) {
      this.#nameCounts.set(name, (this.#nameCounts.get(name) ?? 0) + 1)
    }
    return page
  }

  /** Reads a message without putting it on the shelf: nothing is learnt from it and nobody finds it. */
  peek(message: TopicMessage): Page {
    return this.#pages.get(message.id) ?? this.#pageOf(message, 'skip')
  }

  #pageOf(message: TopicMessage, isNew: 'learn' | 'skip'): Page {
    const { places, subjects, title, body } = readForTopics(message, this.#spots)
    return {
      message,
      point: message.point,
      places,
      subjects,
      title: this.#vocabulary.number(title, isNew),
      body: this.#vocabulary.number(body, isNew),
      topic: undefined,
      isPlaced: false,
      matter: noMatter,
      weighedAt: 0,
    }
  }

  /** The messages that have been on the shelf longest. */
  oldest(count: number): readonly Page[] {
    return [...this.#pages.values()].slice(0, Math.max(0, count))
  }

  /** Takes a message off the shelf; how common its words are stays as it was counted. */
  drop(id: string): void {
    const page = this.#pages.get(id)
    if (page === undefined) return
    this.#pages.delete(id)
    for (const feature of new Set([...page.title.features, ...page.body.features])) {
      const containing = this.#containing.get(feature)?.filter((other) => other !== page) ?? []
      if (containing.length > 0) this.#containing.set(feature, containing)
      else this.#containing.delete(feature)
    }
  }

  /** The matter of a page, weighed by what is known now. */
  matterOf(page: Page): Matter {
    if (this.#vocabulary.messages > page.weighedAt * renewal) {
      page.matter = weighMatter(page.title, page.body, this.#vocabulary)
      page.weighedAt = this.#vocabulary.messages
    }
    return page.matter
  }

  /** Pages that share telling words with this one, the likeliest first; only placed ones, unless `all` are wanted. */
  candidates(page: Page, which: 'placed' | 'all' = 'placed'): Page[] {
    const most = Math.max(suggestingLeast, this.#vocabulary.messages * suggestingShare)
    const scores = new Map<Page, number>()
    const { features, weights } = this.matterOf(page)
    features.forEach((feature, at) => {
      const containing = this.#containing.get(feature) ?? []
      if (containing.length > most) return
      const weight = (weights[at] ?? 0) ** 2
      for (const other of containing) {
        if (other !== page && (which === 'all' || other.isPlaced)) scores.set(other, (scores.get(other) ?? 0) + weight)
      }
    })
    return [...scores]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, mostCandidates)
      .map(([other]) => other)
  }

  /**
   * How strongly two messages speak of one thing: likeness of their matter, raised where they name the same place and
   * lowered where they name different ones and the further they are apart in time; 0 when the matter is not alike.
   */
  link(one: Page, other: Page): number {
    const likeness = likenessOf(this.matterOf(one), this.matterOf(other))
    if (likeness < leastLikeness) return 0
    const relation = this.relation(one, other)
    const age = Math.abs(one.message.at - other.message.at) * (relation > 0 ? fading.here : fading.anywhere)
    return Math.max(0, likeness + relation * (relation > 0 ? samePlace : otherPlace) - Math.min(mostFaded, age))
  }

  /** How the places or subjects of two messages relate, −1…1; see `relate`. */
  relation(one: Page, other: Page): number {
    const count = (name: string) => this.#nameCounts.get(name) ?? 0
    return relate(one, other, { messages: this.#vocabulary.messages, count })
  }
}

function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}
