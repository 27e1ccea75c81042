import type { Filled } from '../forms/index.ts'
import type { Words } from '../words.ts'
import type { Channel } from './origin.ts'

/** Why a source was taken for the same happening: what was measured, not an opinion. */
export type JoinWhy = {
  /** Metres to the nearest source that was there; absent when either has no place. */
  readonly metres?: number
  /** Minutes between the two. */
  readonly minutes: number
  /** The kind of happening that both speak of. */
  readonly kind: string
  /** The word by which a text was recognised. */
  readonly word?: string
  /** The same device or person spoke before. */
  readonly isSame?: true
}

/** One way in which a case was told of its happening (来源): a report, a device, a camera, a patrol, a sign. */
export type Source = {
  /** Who tells, and tells again: device, camera, patroller; of a report the id of its case. One source however often it speaks. */
  readonly id: string
  /** The kind of happening that it tells of, by which sources are joined. */
  readonly kind?: string
  readonly channel: Channel
  /** When it first told, and last; epoch milliseconds, UTC. */
  readonly at: number
  readonly lastAt?: number
  /** How often it told; absent: once. */
  readonly times?: number
  readonly title?: Words
  readonly text?: Words
  /** By which figures it was judged. */
  readonly reason?: Words
  readonly value?: number
  /** Degrees of WGS 84, longitude first. */
  readonly point?: readonly [number, number]
  /** The source's own number in its system. */
  readonly external?: string
  /** URI of the thing of the twin that tells: where it is now and where it was can be looked up. */
  readonly entity?: string
  /** The case of its own that a report has and keeps. */
  readonly case?: { readonly id: string; readonly number: string }
  readonly why?: JoinWhy
  /** The person who joined it by hand; absent: by rule. */
  readonly by?: string
  readonly isDemo?: true
  /** When it last said that what it told of is over; epoch milliseconds, UTC. See `isOver`. */
  readonly overAt?: number
}

/** A source that says that it is over: its readings are calm again, or whoever kept it switched off its rule or itself. */
export type CalmedSource = {
  readonly id: string
  readonly at: number
  readonly why: 'calm' | 'rule-off' | 'device-off'
}

/** Has a source said that it is over, and told of nothing since? */
export const isOver = ({ at, lastAt = at, overAt }: Source): boolean => overAt !== undefined && overAt >= lastAt

/** A source after what it says of its end, if it says something. */
export function withCalm<T extends Source>(source: T, calmed: readonly CalmedSource[]): T {
  const said = calmed.filter(({ id }) => id === source.id).map(({ at }) => at)
  return said.length === 0
    ? source
    : { ...source, overAt: Math.max(source.overAt ?? Number.NEGATIVE_INFINITY, ...said) }
}

/** A source as the log keeps it: with the form it would have filled had it opened a case of its own. */
export type HeardSource = Source & { readonly answers: Filled }

/** A source that told again: counted, its first and last moments kept. In whatever order it is told, the result is one. */
export function mergeSource(known: Source, again: Source): Source {
  const first = again.at < known.at ? again : known
  const last = Math.max(known.lastAt ?? known.at, again.lastAt ?? again.at)
  const over = Math.max(known.overAt ?? Number.NEGATIVE_INFINITY, again.overAt ?? Number.NEGATIVE_INFINITY)
  return {
    ...known,
    ...(Number.isFinite(over) && { overAt: over }),
    at: first.at,
    ...(last > first.at && { lastAt: last }),
    times: (known.times ?? 1) + (again.times ?? 1),
  }
}

/** The sources with others heard: the same one again is counted, not listed twice. */
export function withHeard(heard: readonly Source[], more: readonly Source[]): readonly Source[] {
  const all = new Map(heard.map((source) => [source.id, source]))
  for (const source of more) {
    const known = all.get(source.id)
    all.set(source.id, known ? mergeSource(known, source) : source)
  }
  return [...all.values()]
}
