import type { Point } from '../../../../kernel/place/index.ts'
import { countFeatures } from '../features.ts'
import { cleanText, type Message, titleOf } from '../message.ts'
import { type PlaceName, placeNames } from '../place-names.ts'
import type { PlaceKind } from '../place-suffixes.ts'
import { taggedWords } from '../words.ts'

/** A message of the stream topics form in. */
export type TopicMessage = Message & {
  readonly id: string
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number
  /** How many other people backed it; 0 where nobody can. */
  readonly votes: number
  /** Where it is, when that is known. */
  readonly point?: Point | undefined
}

/** A place that a message names: where the name stands decides how surely the message is about it. */
export type NamedPlace = {
  readonly stem: string
  readonly name: string
  readonly kind: PlaceKind
  readonly weight: number
}

/** What a message says, taken apart: where, and what about. */
export type Reading = {
  readonly places: readonly NamedPlace[]
  /** Names in the title that are no places: firms, schemes, people in public; for matters that stand nowhere. */
  readonly subjects: ReadonlySet<string>
  /** Words and character pairs with their frequency, names of places taken out; title and body apart. */
  readonly title: ReadonlyMap<string, number>
  readonly body: ReadonlyMap<string, number>
}

/** How much of a body is read for topics, in characters: the matter is said at the start, the rest brings in other matters. */
const headLength = 400
const bodyPlaces = 4
const weights = { title: 1, repeated: 0.7, body: 0.45 }

/** Names of places seen so far, so that a name is known again where its general ending is left out (绿地海外滩 for 绿地海外滩小区). */
export type KnownNames = { has(stem: string): boolean }

/** Takes a message apart. */
export function readForTopics(message: Message, known: KnownNames): Reading {
  const title = cleanText(titleOf(message))
  const head = cleanText(message.text).slice(0, headLength)
  const places = weighedPlaces(title, head, known)
  return { places, subjects: subjectsOf(title, places), title: matterOf(title, places), body: matterOf(head, places) }
}

/** All names in a text and its title that could be learnt, with their kind. */
export function namesIn(message: Message): PlaceName[] {
  return [...placeNames(titleOf(message)), ...placeNames(cleanText(message.text).slice(0, headLength))]
}

function weighedPlaces(title: string, head: string, known: KnownNames): NamedPlace[] {
  const places = new Map<string, NamedPlace>()
  const note = ({ stem, name, kind }: PlaceName, weight: number) => {
    if (!places.has(stem)) places.set(stem, { stem, name, kind, weight })
  }
  for (const place of placeNames(title)) note(place, weights.title)
  for (const place of knownIn(title, known)) note(place, weights.title)
  const inBody = placeNames(head)
  for (const place of [...inBody.slice(0, bodyPlaces), ...knownIn(head, known).slice(0, bodyPlaces)]) {
    const isRepeated = head.split(place.stem).length > 2
    note(place, isRepeated ? weights.repeated : weights.body)
  }
  return [...places.values()]
}

const shortestKnown = 3
const longestKnown = 10

/** Names learnt elsewhere that stand in a text, the longest where one holds another. */
function knownIn(text: string, known: KnownNames): PlaceName[] {
  const found: PlaceName[] = []
  for (let at = 0; at < text.length; at++) {
    for (let length = Math.min(longestKnown, text.length - at); length >= shortestKnown; length--) {
      const stem = text.slice(at, at + length)
      if (!known.has(stem)) continue
      found.push({ name: stem, stem, kind: 'spot' })
      at += length - 1
      break
    }
  }
  return found
}

/** A number or letters with the word they name: 58车贷, 12306客服. */
const numbered = /[a-z0-9]{2,}\p{Script=Han}{1,2}/gu

/** Words of a title that the segmenter does not know, which in plain prose are names; names of places taken out. */
function subjectsOf(title: string, places: readonly NamedPlace[]): Set<string> {
  const rest = withoutPlaces(title, places)
  const names = taggedWords(rest).filter(({ word, tag }) => /^\p{Script=Han}{2,}$/u.test(word) && tag === 'x')
  return new Set([...names.map(({ word }) => word), ...(rest.match(numbered) ?? [])])
}

function withoutPlaces(text: string, places: readonly NamedPlace[]): string {
  let rest = text
  for (const { name, stem } of places.toSorted((one, other) => other.name.length - one.name.length)) {
    rest = rest.replaceAll(name, ' ').replaceAll(stem, ' ')
  }
  return rest
}

/** Features of what is left when the names of places are taken out; single characters say too little about a matter. */
function matterOf(text: string, places: readonly NamedPlace[]): Map<string, number> {
  return new Map([...countFeatures(withoutPlaces(text, places))].filter(([feature]) => feature.length > 2))
}
