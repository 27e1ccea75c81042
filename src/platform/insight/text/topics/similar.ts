import { distance } from '../../../../kernel/place/index.ts'
import { dayMs } from '../../../../kernel/time/index.ts'
import type { TopicMessage } from './reading.ts'
import { isSameName } from './relation.ts'
import { sharedWords } from './shared-words.ts'
import type { Page, Shelf } from './shelf.ts'

/** A message about probably the same matter, and why it is thought so. */
export type Similar = {
  readonly id: string
  /** Strength of the link, about 0…1.3; from `likelySame` on probably the same thing. */
  readonly score: number
  /** How their places or subjects relate, −1…1; above 0 they name the same, or lie near each other. */
  readonly relation: number
  readonly words: readonly string[]
  /** Places that both name, as the found message writes them. */
  readonly places: readonly string[]
  /** Metres between the two points, when both are known. */
  readonly metres: number | undefined
  /** Days between the two, rounded down. */
  readonly days: number
}

/** Score from which two messages are probably about one thing, the same bar as for a topic; without a shared place the matter must agree in nearly every word. */
const likelySame = 0.42
const likelyCopy = 0.75

/** Whether a found message is probably about the same thing, not only about the same sort of thing elsewhere. */
export const isLikelySame = ({ score, relation }: Similar): boolean => score >= (relation > 0 ? likelySame : likelyCopy)

const mostWords = 6

/** Messages on a shelf that may be about the same matter as this one, likeliest first. The message need not be on the shelf. */
export function findSimilar(shelf: Shelf, message: TopicMessage, least: number, most: number): Similar[] {
  const page = shelf.peek(message)
  return shelf
    .candidates(page, 'all')
    .filter((other) => other.message.id !== message.id)
    .map((other) => ({ other, score: shelf.link(page, other) }))
    .filter(({ score }) => score >= least)
    .toSorted((one, two) => two.score - one.score || (one.other.message.id < two.other.message.id ? -1 : 1))
    .slice(0, most)
    .map(({ other, score }) => describe(shelf, page, other, score))
}

const isNamedIn = (page: Page, { stem, kind }: Page['places'][number]): boolean =>
  kind !== 'division' && page.places.some((own) => own.kind !== 'division' && isSameName(own.stem, stem))

function describe(shelf: Shelf, page: Page, other: Page, score: number): Similar {
  return {
    id: other.message.id,
    score,
    relation: shelf.relation(page, other),
    words: sharedWords(shelf.matterOf(page), shelf.matterOf(other), shelf.vocabulary, mostWords).map(
      ({ word }) => word,
    ),
    places: other.places.filter((place) => isNamedIn(page, place)).map(({ name }) => name),
    metres: page.point && other.point ? Math.round(distance(page.point, other.point)) : undefined,
    days: Math.floor(Math.abs(page.message.at - other.message.at) / dayMs),
  }
}
