import { join } from 'node:path'
import { Type } from 'typebox'
import { dayMs } from '../../../kernel/time/index.ts'
import { type Base, type Job, job, type Query } from '../../base/index.ts'
import { makeArchive } from './archive.ts'
import type { ObservationColumns } from './columns.ts'
import { type ChangedSeries, CurrentState, type Last } from './current.ts'
import { forgetReadings } from './forget.ts'
import { Parts } from './parts.ts'
import {
  type Observed,
  type RangeQuestion,
  readMoment,
  readRange,
  readSteps,
  readWindow,
  type Stepped,
  type StepQuestion,
  type WindowQuestion,
} from './range.ts'
import { forgetFineSteps, rollTouchedHours } from './rollup.ts'
import { noteRanges, type SeriesKey, type SeriesRange, seriesOf } from './series.ts'
import { TouchedHours } from './touched.ts'
import { observationWriter, type Written } from './writer.ts'

/** Numbers over time: written in batches, kept once by (series, instant), answered at any age. */
export type Observations = {
  /** The numbers of series, made where missing, in the order asked. */
  seriesOf(on: Query, keys: readonly SeriesKey[]): Promise<readonly number[]>
  /** Notes between which numbers series can be true. */
  noteRanges(on: Query, ranges: readonly SeriesRange[]): Promise<void>
  /**
   * Settles after the rows are committed; the present of their series is then as they say.
   * @throws base.databaseAway and the database's own errors: then nothing of the batch that failed is kept
   */
  write(columns: ObservationColumns): Promise<Written>
  /** The last reading by its instant, from memory. */
  last(series: number): Last | undefined
  /** Instant and number of the last reading without an object, for the way in. */
  lastAt(series: number): number
  lastValue(series: number): number
  lastQuality(series: number): number
  range(question: RangeQuestion): Promise<readonly Observed[]>
  steps(question: StepQuestion): Promise<readonly Stepped[]>
  /** Figures of one window of many series, in one statement. */
  window(question: WindowQuestion): Promise<readonly Omit<Stepped, 'at'>[]>
  /** The last reading of each series at or before a moment, at most `back` ms older (default 7 days). */
  moment(series: readonly number[], at: number, back?: number): Promise<ReadonlyMap<number, Observed>>
  /** Tells which series have a new last reading, at most four times a second, readings of other processes included. */
  onChange(listener: (changed: ChangedSeries) => void): () => void
  /** Tells each new last reading that this process took, coalesced, once entities show it: told by one process alone. */
  onWritten(listener: (changed: ChangedSeries) => void): () => void
  /** Writes the present down now; otherwise it follows within a quarter of a second. */
  settle(): Promise<void>
  /** Puts away stretches that ended before `before` (epoch ms). @returns how many */
  putAway(before: number): Promise<number>
  /** Forgets single readings that their series no longer keep, in tables and files. @returns how many */
  forget(signal?: AbortSignal): Promise<number>
  /** Rolls up hours that are over. @returns how many */
  rollUp(): Promise<number>
  readonly jobs: readonly Job[]
  start(): Promise<void>
  stop(): Promise<void>
}

/** Stretches are put away after so many days: later than the clock rule of any profile lets readings in. */
const hotDays = 120

/** The observations of a city. */
export function makeObservations(base: Base): Observations {
  const { db, now } = base
  const parts = new Parts(now)
  const current = new CurrentState(base)
  const archive = makeArchive(db, join(base.config.data, 'observations'))
  const write = observationWriter(db, parts, new TouchedHours())
  const forget = async (signal?: AbortSignal) => (await forgetReadings(db, signal)) + (await archive.forget(signal))
  return {
    seriesOf,
    noteRanges,
    write: async (columns) => {
      const written = await write(columns)
      current.apply(columns)
      return written
    },
    last: (series) => current.last(series),
    lastAt: (series) => current.lastAt(series),
    lastValue: (series) => current.lastValue(series),
    lastQuality: (series) => current.lastQuality(series),
    range: (question) => readRange(db, archive, question),
    steps: (question) => readSteps(db, question),
    window: (question) => readWindow(db, question),
    moment: (series, at, back = 7 * dayMs) => readMoment(db, archive, series, at, back),
    onChange: (listener) => current.onChange(listener),
    onWritten: (listener) => current.onWritten(listener),
    settle: () => current.flush(),
    putAway: (before) => archive.putAway(before),
    forget,
    rollUp: () => rollTouchedHours(db),
    jobs: [
      job({
        name: 'twin.rollUp',
        payload: Type.Object({}),
        cron: '*/5 * * * *',
        run: async (_, { signal }) => void (await rollTouchedHours(db, signal)),
      }),
      job({
        name: 'twin.putAway',
        payload: Type.Object({}),
        cron: '40 3 * * *',
        run: async () => {
          await parts.ahead(db)
          await forgetFineSteps(db)
          await archive.putAway(now() - hotDays * dayMs)
        },
      }),
      job({
        name: 'twin.forget',
        payload: Type.Object({}),
        cron: '20 4 * * *',
        run: async (_, { signal }) => void (await forget(signal)),
      }),
    ],
    start: async () => {
      await parts.ahead(db)
      await current.start()
    },
    stop: () => current.stop(),
  }
}
