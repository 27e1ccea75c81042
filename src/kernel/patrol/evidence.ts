import { distance, type Point } from '../place/index.ts'
import { minuteMs } from '../time/index.ts'

/** What a device says of when and where something was done; instants in epoch milliseconds. */
export type Told = {
  /** By the device's clock. */
  readonly clientAt: number
  /** The device's clock when it sent this; tells how far that clock is off. */
  readonly sentAt?: number
  /** By the city's clock. */
  readonly receivedAt: number
  /** As the device found it; `accuracy` in metres, as it says itself. */
  readonly position?: Point & { readonly accuracy: number }
  /** Where it should have been done. */
  readonly target?: Point
  /** Where photos say that they were taken. */
  readonly photos?: readonly Point[]
  /** Where the same person was, by what was told around that time; `at` by the city's clock, `accuracy` in metres. */
  readonly seen?: readonly { readonly at: number; readonly point: Point; readonly accuracy: number }[]
}

/** What makes one look twice. Nothing is refused for it: the doubt stands beside what was told. */
export type Doubt = 'clock' | 'future' | 'no-position' | 'coarse' | 'far' | 'photo-far' | 'jump'

/** When and where something was done, as far as it can be trusted. */
export type Evidence = {
  /** By the city's clock: the device's time, corrected by how far its clock was off; never after it was received. */
  readonly at: number
  /** How far the city's clock was ahead of the device's when it sent, milliseconds; `null` where it did not say. */
  readonly skewMs: number | null
  /** How long it waited on the device, milliseconds. */
  readonly waitedMs: number
  /** Metres between the position and where it should be. */
  readonly metres: number | null
  readonly doubts: readonly Doubt[]
}

/** A clock that is off by less is a usual phone. */
export const usualSkew = 2 * minuteMs
/** Metres: a position that is worse says little. */
export const usableAccuracy = 100
/** Metres around a stop, beside the accuracy, within which somebody stands at it. */
export const nearEnough = 60
/** Metres a second: nobody on patrol gets from one place to another faster, by car and lights included. */
const fastest = 40
/** Metres: nearer is no jump, however short the time between. */
const leastJump = 500
/** Metres between a photo and where it was sent from. */
const photoReach = 300

/** Weighs what a device told: time by both clocks, place by accuracy, target and photos. */
export function weigh({ clientAt, sentAt, receivedAt, position, target, photos = [], seen = [] }: Told): Evidence {
  const skewMs = sentAt === undefined ? null : receivedAt - sentAt
  const corrected = clientAt + (skewMs ?? 0)
  const at = Math.min(corrected, receivedAt)
  const metres = position && target ? Math.round(distance(position, target)) : null
  const doubts: Doubt[] = []
  if (skewMs !== null && Math.abs(skewMs) > usualSkew) doubts.push('clock')
  if (corrected > receivedAt + usualSkew) doubts.push('future')
  if (!position) doubts.push('no-position')
  else if (position.accuracy > usableAccuracy) doubts.push('coarse')
  if (position && metres !== null && metres > nearEnough + Math.min(position.accuracy, usableAccuracy))
    doubts.push('far')
  const from = position ?? target
  if (from && photos.some((photo) => distance(photo, from) > photoReach)) doubts.push('photo-far')
  if (position && seen.some((one) => isJump(one, { at, point: position, accuracy: position.accuracy })))
    doubts.push('jump')
  return { at, skewMs, waitedMs: Math.max(0, receivedAt - at), metres, doubts }
}

type Seen = NonNullable<Told['seen']>[number]

/** Is one too far from the other for the time between, whatever the accuracy of both? */
function isJump(one: Seen, other: Seen): boolean {
  const metres = distance(one.point, other.point) - one.accuracy - other.accuracy
  return metres > leastJump && metres > (Math.abs(one.at - other.at) / 1_000) * fastest
}
