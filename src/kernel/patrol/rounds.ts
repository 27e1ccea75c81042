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
