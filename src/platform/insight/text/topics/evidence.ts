import { dayMs } from '../../../../kernel/time/index.ts'
import type { PlaceKind } from '../place-suffixes.ts'
import { likenessOf } from './matter.ts'
import { type WeighedWord, withoutParts } from './shared-words.ts'
import type { Page, Shelf } from './shelf.ts'

/** What speaks for a topic being one thing, and how it stands. Times are epoch milliseconds. */
export type TopicEvidence = {
  readonly messages: number
  readonly votes: number
  /** Words at least half of the messages share, heaviest first, with how many have them. */
  readonly words: readonly { readonly word: string; readonly messages: number }[]
  /** Places named by at least two messages, most named first. */
  readonly places: readonly { readonly name: string; readonly kind: PlaceKind; readonly messages: number }[]
  readonly from: number
  readonly to: number
  /** Mean link between the messages: above 0.42 is what joins them; 1 and more are near-copies at one place. */
  readonly cohesion: number
  /** The message most like all others. */
  readonly representative: string
}

/** How hot a topic is at a moment. */
export type TopicHeat = {
  /** Each message counts 1 + log2(1 + votes), halved for every two weeks of age. */
  readonly heat: number
  /** The most that ever was, and when. */
  readonly peak: number
  readonly peakAt: number
  /** Messages of the last seven days, and of the seven days before. */
  readonly thisWeek: number
  readonly lastWeek: number
}

const halfLife = 14 * dayMs
const mostWords = 8
/** A word that weighs less than this share of the heaviest one says nothing about the topic (关于, 何时). */
const leastShare = 0.3
const mostPlaces = 6
const mostCompared = 40

/** Gathers the evidence of a topic from its messages; there must be at least one. */
export function evidenceOf(shelf: Shelf, pages: readonly Page[]): TopicEvidence {
  const times = pages.map(({ message }) => message.at)
  const [representative, cohesion] = middleOf(shelf, pages.slice(-mostCompared))
  return {
    messages: pages.length,
    votes: pages.reduce((sum, { message }) => sum + message.votes, 0),
    words: commonWords(shelf, pages),
    places: commonPlaces(pages),
    from: Math.min(...times),
    to: Math.max(...times),
    cohesion,
    representative,
  }
}

/** The heat of messages at a moment; messages later than that do not count yet. */
export function heatOf(pages: readonly Page[], at: number): TopicHeat {
  const heatAt = (moment: number) =>
    pages.reduce((sum, { message }) => {
      const age = moment - message.at
      return age < 0 ? sum : sum + (1 + Math.log2(1 + message.votes)) * 0.5 ** (age / halfLife)
    }, 0)
  const between = (oldest: number, newest: number) =>
    pages.filter(({ message }) => at - message.at < oldest * dayMs && at - message.at >= newest * dayMs).length
  const moments = pages.map(({ message }) => message.at).filter((moment) => moment <= at)
  const peaks = moments.map((moment) => ({ moment, heat: heatAt(moment) }))
  const top = peaks.toSorted((one, other) => other.heat - one.heat)[0]
  return {
    heat: heatAt(at),
    peak: top?.heat ?? 0,
    peakAt: top?.moment ?? at,
    thisWeek: between(7, 0),
    lastWeek: between(14, 7),
  }
}

function middleOf(shelf: Shelf, pages: readonly Page[]): [string, number] {
  const first = pages[0]
  if (first === undefined || pages.length === 1) return [first?.message.id ?? '', 0]
  const means = pages.map((page) => {
    const others = pages.filter((other) => other !== page)
    const matter = shelf.matterOf(page)
    return {
      page,
      likeness: others.reduce((sum, other) => sum + likenessOf(matter, shelf.matterOf(other)), 0),
      link: others.reduce((sum, other) => sum + shelf.link(page, other), 0) / others.length,
    }
  })
  const middle = means.toSorted((one, other) => other.likeness - one.likeness)[0]
  return [middle?.page.message.id ?? first.message.id, means.reduce((sum, { link }) => sum + link, 0) / means.length]
}

function commonWords(shelf: Shelf, pages: readonly Page[]): TopicEvidence['words'] {
  const weights = new Map<number, { weight: number; messages: number }>()
  for (const page of pages) {
    const { features, weights: own } = shelf.matterOf(page)
    features.forEach((feature, at) => {
      const known = weights.get(feature) ?? { weight: 0, messages: 0 }
      weights.set(feature, { weight: known.weight + (own[at] ?? 0), messages: known.messages + 1 })
    })
  }
  const messagesOf = new Map<string, number>()
  const words: WeighedWord[] = []
  for (const [feature, { weight, messages }] of weights) {
    const name = shelf.vocabulary.nameOf(feature)
    if (!name.startsWith('w') || messages * 2 < pages.length) continue
    words.push({ word: name.slice(1), weight })
    messagesOf.set(name.slice(1), messages)
  }
  const telling = withoutParts(words)
  const least = (telling[0]?.weight ?? 0) * leastShare
  return telling
    .filter(({ weight }) => weight >= least)
    .slice(0, mostWords)
    .map(({ word }) => ({ word, messages: messagesOf.get(word) ?? 0 }))
}

function commonPlaces(pages: readonly Page[]): TopicEvidence['places'] {
  const counts = new Map<string, { name: string; kind: PlaceKind; messages: number }>()
  for (const page of pages) {
    const named = new Map(page.places.map((place) => [place.name, place]))
    for (const { name, kind } of named.values()) {
      const known = counts.get(name)
      if (known) known.messages++
      else counts.set(name, { name, kind, messages: 1 })
    }
  }
  const least = Math.min(2, pages.length)
  const all = [...counts.values()].filter(({ messages }) => messages >= least)
  return all
    .filter(({ name, messages }) => !all.some((other) => isFuller(other, name, messages)))
    .toSorted((one, other) => other.messages - one.messages)
    .slice(0, mostPlaces)
}

/** Whether another place has the name within its own and is named nearly as often: 伊景园滨河苑 for 滨河苑. */
const isFuller = (other: { name: string; messages: number }, name: string, messages: number): boolean =>
  other.name !== name && other.name.includes(name) && other.messages >= messages * 0.7
