import { cityZone, dayAt, dayMs, dayStart, minuteMs, weekdayOf } from '../time/index.ts'

/** When a crew works: on these days of the week (1 Monday to 7 Sunday), minutes of the day; past midnight `until` is above 1440. */
export type Shift = { readonly weekdays: readonly number[]; readonly from: number; readonly until: number }

/** A time in which a crew is not there, though its shift says so; epoch ms. */
export type Off = { readonly from: number; readonly until: number }

/** A span of time, epoch ms. */
export type Span = { readonly from: number; readonly until: number }

/** The first time from now on, within so many ms, in which a crew is at work; a shift that was cut by an absence goes on after it. */
export function nextAtWork(
  shifts: readonly Shift[],
  offs: readonly Off[],
  now: number,
  within: number,
): Span | undefined {
  const today = dayAt(now, cityZone)
  const days = Math.ceil(within / dayMs) + 1
  const spans = Array.from({ length: days + 2 }, (_, index) => today - 2 + index).flatMap((day) =>
    shifts
      .filter(({ weekdays }) => weekdays.includes(weekdayOf(day)))
      .map(({ from, until }) => ({
        from: dayStart(day, cityZone) + from * minuteMs,
        until: dayStart(day, cityZone) + until * minuteMs,
      })),
  )
  return joined(spans)
    .flatMap((span) => without(span, offs))
    .map(({ from, until }) => ({ from: Math.max(from, now), until: Math.min(until, now + within) }))
    .filter(({ from, until }) => until - from >= minuteMs)
    .sort((a, b) => a.from - b.from || b.until - a.until)[0]
}

/** Shifts that follow one another are one: a crew that is relieved on the spot goes on. */
function joined(spans: readonly Span[]): readonly Span[] {
  const all: Span[] = []
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last && span.from <= last.until)
      all[all.length - 1] = { from: last.from, until: Math.max(last.until, span.until) }
    else all.push(span)
  }
  return all
}

function without(span: Span, offs: readonly Off[]): readonly Span[] {
  let left: readonly Span[] = [span]
  for (const off of offs)
    left = left.flatMap(({ from, until }) => {
      if (off.until <= from || off.from >= until) return [{ from, until }]
      return [
        ...(off.from > from ? [{ from, until: off.from }] : []),
        ...(off.until < until ? [{ from: off.until, until }] : []),
      ]
    })
  return left
}
