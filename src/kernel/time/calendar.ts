import type { Words } from '../words.ts'

/** Open hours within a local day as minutes after midnight, `[from, to)`; `[0, 1440]` is the whole day. */
export type Span = readonly [from: number, to: number]

/** ISO weekday: 1 Monday … 7 Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** A public holiday (法定节假日) with the days taken off around it; both dates included, `YYYY-MM-DD`. */
export type Holiday = { readonly title: Words; readonly from: string; readonly to: string }

/**
 * One year's days off and make-up workdays (调休上班日).
 * `notice`: published by the State Council's office; `statute`: only what the law on public holidays fixes, because the
 * notice has not been published or entered; results that lean on such a year are marked as assumed.
 */
export type CalendarYear = {
  readonly year: number
  readonly basis: 'notice' | 'statute'
  /** Number of the notice or law. */
  readonly source: string
  readonly holidays: readonly Holiday[]
  /** Days that would be free and are worked, `YYYY-MM-DD`. */
  readonly makeUpDays: readonly string[]
}

/**
 * A working calendar, pure data. Working *days* and working *hours* are told apart: the street patrol may have open
 * hours on Sunday although Sunday is no working day.
 */
export type Calendar = {
  readonly id: string
  readonly title: Words
  /** IANA zone in which days and hours are read. */
  readonly zone: string
  /** Weekdays that are working days unless a holiday or a make-up day says otherwise. */
  readonly workdays: readonly Weekday[]
  /** Open hours by weekday; a weekday that is not listed is closed. Spans in order, not touching. */
  readonly hours: Readonly<Partial<Record<Weekday, readonly Span[]>>>
  /** Open hours on a make-up workday. */
  readonly makeUpHours: readonly Span[]
  /** Are the open hours closed on public holidays? A duty desk stays open: false. */
  readonly holidaysClose: boolean
  readonly years: readonly CalendarYear[]
  /**
   * What a year that is not listed means. `fail`: throw `time.noCalendar`. `weekly`: weekends only, and the result is
   * marked as assumed wherever the mark can be carried (`dueWithin`).
   */
  readonly beyond: 'fail' | 'weekly'
}
