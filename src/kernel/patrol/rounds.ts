import { type DayNumber, dayAt, dayStart, minuteMs, type Span, type Weekday, weekdayOf } from '../time/index.ts'

/** When a route is to be walked: on these days of the week, once in each span of minutes after midnight. */
export type RoundSchedule = { readonly weekdays: readonly Weekday[]; readonly spans: readonly Span[] }

/** One round that is to be walked, epoch milliseconds; `until` is no longer part of it. */
export type DueRound = { readonly from: number; readonly until: number }

/** Every round that touches `from` to `to` (not included), by time. */
export function dueRounds(
  { weekdays, spans }: RoundSchedule,
  from: number,
  to: number,
  zone: string,
): readonly DueRound[] {
  const days: readonly number[] = weekdays
  const found: DueRound[] = []
  // A span may end at 24:00 only, so that no round of another day reaches in.
  for (let day: DayNumber = dayAt(from, zone); dayStart(day, zone) < to; day += 1) {
    if (!days.includes(weekdayOf(day))) continue
    const start = dayStart(day, zone)
    for (const [first, last] of spans) {
      const round = { from: start + first * minuteMs, until: start + last * minuteMs }
      if (round.until > from && round.from < to) found.push(round)
    }
  }
  return found.sort((a, b) => a.from - b.from)
}

/** How a round stands: `missed` and `partly` only once its time is over. */
export type RoundState = 'coming' | 'now' | 'walked' | 'partly' | 'missed'

/** How a round stands now: so many of its stops were visited in its time. */
export function roundState({ from, until }: DueRound, visited: number, stops: number, now: number): RoundState {
  if (stops > 0 && visited >= stops) return 'walked'
  if (now < from) return 'coming'
  if (now < until) return 'now'
  return visited > 0 ? 'partly' : 'missed'
}

/** Over, and not walked whole: somebody should say why. */
export const isShort = (state: RoundState): boolean => state === 'missed' || state === 'partly'

/** Why a round was missed or not finished. */
export const missReasons = [
  'weather',
  'illness',
  'emergency',
  'event',
  'blocked',
  'device',
  'staffing',
  'other',
] as const

/** One of them. */
export type MissReason = (typeof missReasons)[number]

/** Figures of coverage: rounds that are over, how they went, and what of the rest was explained. */
export type Coverage = {
  readonly over: number
  readonly walked: number
  readonly partly: number
  readonly missed: number
  /** Of those missed or not finished, how many nobody gave a reason for. */
  readonly unexplained: number
  /** How many were explained, the commonest reason first. */
  readonly reasons: readonly (readonly [MissReason, number])[]
}

/** Counts rounds by how they went and why; those under way or to come are left out. */
export function coverageFigures(
  rounds: readonly { readonly state: RoundState; readonly reason?: { readonly reason: MissReason } | undefined }[],
): Coverage {
  const count = (state: RoundState): number => rounds.filter((one) => one.state === state).length
  const short = rounds.filter(({ state }) => isShort(state))
  const [walked, partly, missed] = [count('walked'), count('partly'), count('missed')]
  const reasons = missReasons
    .map((reason) => [reason, short.filter((one) => one.reason?.reason === reason).length] as const)
    .filter(([, n]) => n > 0)
    .toSorted(([, a], [, b]) => b - a)
  return {
    ...{ over: walked + partly + missed, walked, partly, missed, reasons },
    unexplained: short.filter(({ reason }) => !reason).length,
  }
}
