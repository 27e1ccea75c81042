import type { TopicMessage } from './reading.ts'
import type { Page, Shelf } from './shelf.ts'

/** What adding messages changed: the topic each placed message now belongs to, and which topics went up in others. */
export type TopicChanges = {
  readonly placed: ReadonlyMap<string, string>
  readonly merged: ReadonlyMap<string, string>
}

/** How strongly messages must be linked, on average over a topic, to be about one thing. */
const leastLink = 0.42
/** The same between two topics that speak of one place or subject: they were found apart, so the mean runs over weaker pairs. */
const leastMerge = 0.3
/** A topic of more messages is judged by its latest ones. */
const mostCompared = 30

/**
 * Topics as they form: messages about one thing, which is a matter at a place, or a matter that concerns the whole city.
 * Each new message joins the topic it is linked to best, forms one with a message that was alone, or stays alone; topics
 * that turn out to be one are merged. Links are averaged over members, so that no chain of pairs grows into one heap.
 */
export class TopicBook {
  readonly #shelf: Shelf
  readonly #topics = new Map<string, Page[]>()
  readonly #newId: () => string

  /** @param newId gives the id of a topic that forms. */
  constructor(shelf: Shelf, newId: () => string) {
    this.#shelf = shelf
    this.#newId = newId
  }

  /** The messages of each topic by its id, in the order they joined. */
  get topics(): ReadonlyMap<string, readonly Page[]> {
    return this.#topics
  }

  /** Forgets all but the latest messages; returns the topics that have none left. */
  keepLatest(most: number): readonly string[] {
    const ended: string[] = []
    for (const page of this.#shelf.oldest(this.#shelf.size - most)) {
      this.#shelf.drop(page.message.id)
      if (page.topic === undefined) continue
      const left = (this.#topics.get(page.topic) ?? []).filter((other) => other !== page)
      if (left.length > 0) this.#topics.set(page.topic, left)
      else if (this.#topics.delete(page.topic)) ended.push(page.topic)
    }
    return ended
  }

  /** Takes messages up again with the topic they had, without asking anew. */
  restore(messages: readonly TopicMessage[], topicOf: ReadonlyMap<string, string>): void {
    for (const page of this.#shelf.take(messages)) {
      const topic = topicOf.get(page.message.id)
      page.isPlaced = true
      if (topic !== undefined) this.#put(page, topic)
    }
  }

  /** Adds messages; those already in the book are passed over. Words are counted over all of them before any is placed. */
  add(messages: readonly TopicMessage[]): TopicChanges {
    const placed = new Map<string, string>()
    const merged = new Map<string, string>()
    const fresh = this.#shelf.take(messages).toSorted((one, other) => one.message.at - other.message.at)
    for (const page of fresh) this.#place(page, placed, merged)
    return { placed, merged }
  }

  /** Puts all messages of one topic into another. */
  merge(from: string, into: string): readonly Page[] {
    const members = this.#topics.get(from) ?? []
    this.#topics.delete(from)
    for (const page of members) this.#put(page, into)
    return members
  }

  #place(page: Page, placed: Map<string, string>, merged: Map<string, string>): void {
    page.isPlaced = true
    const candidates = this.#shelf.candidates(page)
    const topic = this.#bestTopic(page, candidates)
    const single = this.#bestSingle(page, candidates)
    const joined = topic !== undefined && topic.link >= (single?.link ?? 0) ? topic.id : undefined
    const id = joined ?? (single ? this.#newId() : topic?.id)
    if (id === undefined) return
    if (joined === undefined && single) this.#put(single.page, id, placed)
    this.#put(page, id, placed)
    this.#mergeInto(id, candidates, placed, merged)
    for (const other of candidates) {
      if (other.topic === undefined && this.#linkTo(other, id) >= leastLink) this.#put(other, id, placed)
    }
  }

  #put(page: Page, topic: string, placed?: Map<string, string>): void {
    page.topic = topic
    placed?.set(page.message.id, topic)
    const members = this.#topics.get(topic)
    if (members) members.push(page)
    else this.#topics.set(topic, [page])
  }

  #bestTopic(page: Page, candidates: readonly Page[]): { id: string; link: number } | undefined {
    const ids = new Set(candidates.map(({ topic }) => topic).filter((topic) => topic !== undefined))
    return best([...ids].map((id) => ({ id, link: this.#linkTo(page, id) })))
  }

  #bestSingle(page: Page, candidates: readonly Page[]): { page: Page; link: number } | undefined {
    const singles = candidates.filter(({ topic }) => topic === undefined)
    return best(singles.map((other) => ({ page: other, link: this.#shelf.link(page, other) })))
  }

  /** Mean link of a page to the (latest) members of a topic. */
  #linkTo(page: Page, topic: string): number {
    return meanOf(this.#latestOf(topic), (member) => this.#shelf.link(page, member))
  }

  #relationTo(page: Page, topic: string): number {
    return meanOf(this.#latestOf(topic), (member) => this.#shelf.relation(page, member))
  }

  #latestOf(topic: string): readonly Page[] {
    return (this.#topics.get(topic) ?? []).slice(-mostCompared)
  }

  /** Merges topics that share candidates with the one just grown into it, when their members are linked on average. */
  #mergeInto(id: string, candidates: readonly Page[], placed: Map<string, string>, merged: Map<string, string>): void {
    const others = new Set(candidates.map(({ topic }) => topic).filter((topic) => topic !== undefined && topic !== id))
    for (const other of others) {
      if (other === undefined) continue
      const members = this.#topics.get(other) ?? []
      const compared = members.slice(-mostCompared)
      const link = meanOf(compared, (page) => this.#linkTo(page, id))
      const relation = meanOf(compared, (page) => this.#relationTo(page, id))
      if (link < (relation > 0 ? leastMerge : leastLink)) continue
      for (const page of this.merge(other, id)) placed.set(page.message.id, id)
      merged.set(other, id)
    }
  }
}

function best<Found extends { readonly link: number }>(found: readonly Found[]): Found | undefined {
  return found.filter(({ link }) => link >= leastLink).toSorted((one, other) => other.link - one.link)[0]
}

const meanOf = (pages: readonly Page[], of: (page: Page) => number): number =>
  pages.reduce((sum, page) => sum + of(page), 0) / Math.max(1, pages.length)
