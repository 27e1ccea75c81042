/** A version of a table with the instant from which it is in force, epoch milliseconds. */
export type Effective = {
  readonly id: string
  readonly from: number
  /** Order of entering: of two from the same instant the later one counts. */
  readonly serial: number
  /** Taken back before it came into force. */
  readonly isWithdrawn: boolean
}

/** The version that is in force at an instant: the last that began by then; nothing before the first. */
export function inForce<V extends Effective>(versions: readonly V[], at: number): V | undefined {
  let best: V | undefined
  for (const version of versions) {
    if (version.isWithdrawn || version.from > at) continue
    if (!best || version.from > best.from || (version.from === best.from && version.serial > best.serial))
      best = version
  }
  return best
}

/** May a version begin or be taken back now? What was in force is never rewritten: only the future is. */
export const isStillFree = (from: number, now: number): boolean => from >= now

/** When a version ends: the beginning of the next that is not taken back; `undefined` while none follows. */
export function endOf<V extends Effective>(versions: readonly V[], version: V): number | undefined {
  const later = versions.filter(
    (other) =>
      !other.isWithdrawn &&
      (other.from > version.from || (other.from === version.from && other.serial > version.serial)),
  )
  return later.length === 0 ? undefined : Math.min(...later.map(({ from }) => from))
}
