import { isJump, judgeInstant, quality, type Sink, unfit, valueQuality } from '../../../kernel/things/index.ts'
import { type Base, isAway } from '../../base/index.ts'
import { ColumnBatch, type ObservationColumns, type Observations } from '../../twin/index.ts'
import { type LiveDevice, noteFault, noteHeard, receiptAt } from '../devices/runtime.ts'
import { thingsErrors } from '../errors.ts'
import type { EdgeBuffer } from './edge-buffer.ts'

/** Who is told when what he sent is kept. */
export type Receipt = {
  acknowledge(id: number): void
  /** It could not be kept, nor buffered: it must be sent again. */
  failed(cause: unknown): void
}

/**
 * While another batch is written, the next waits so long for more, in milliseconds, or until it has so many rows or the other one is
 * kept. While nothing is written, it waits for nothing but what has arrived already.
 */
const patience = 5
const batchRows = 5_000
/** Rows that a batch has room for: the last message may bring some more. */
const capacity = batchRows + 512
/** Batches under way at once: as many as the writer has lanes. */
const mostUnderWay = 2
/** Rows that wait before nothing more is read. */
const mostWaiting = 40_000
/** Batches that are there at full rate: all that may wait, under way or being filled. */
const mostSpare = Math.ceil(mostWaiting / batchRows) + mostUnderWay + 1

/** Requests that were read and wait for room: together at most so many bytes, each at most so long (ms). */
const mostInLine = 64 * 1024 * 1024
const longestWait = 10_000

/** What became of a payload: how many readings were taken, how many parts of it were refused. */
export type Taken = { taken: number; refused: number; last?: { readonly fault: string; readonly detail: string } }

/** What hears of readings that are kept, before they are acknowledged: alarm rules, moving things. The columns are its own until it returns. */
export type KeptListener = (columns: ObservationColumns) => void

class Batch {
  /** Unset while it is under way. */
  outcome: 'kept' | { readonly failed: unknown } | undefined
  readonly columns: ColumnBatch
  readonly receipts: Receipt[] = []
  readonly ids: number[] = []
  /** Settles when it is kept: one promise for all requests that wait for it. */
  kept: Promise<void> | undefined

  constructor(columns: ColumnBatch) {
    this.columns = columns
  }
}

/**
 * The way in: payloads become rows, rows become batches, batches become durable, and then everybody hears of it. While the
 * database is away batches go to the edge buffer, which is as durable.
 */
export class Ingest implements Sink {
  readonly #base: Base
  readonly #observations: Observations
  readonly #buffer: EdgeBuffer
  readonly #listeners: KeptListener[] = []
  readonly #roomAgain: (() => void)[] = []
  /** Columns of batches that are kept: used again, so that a city at full rate asks for no memory. */
  readonly #spare: ColumnBatch[] = []
  #batch = new Batch(new ColumnBatch(capacity))
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Immediate | undefined
  #queue: Batch[] = []
  /** In the order of coming: whoever listens hears of readings in that order, whichever commits first. */
  readonly #underWay: Batch[] = []
  #writing = 0
  #waiting = 0
  #idle: (() => void)[] = []
  #line: (() => void)[] = []
  #inLine = 0
  // The payload being decoded: the sink's methods run inside `take`.
  #device: LiveDevice | undefined
  #now = 0
  #taken: Taken = { taken: 0, refused: 0 }
  /** Counters for metrics. */
  readonly counts = { readings: 0, refused: 0, batches: 0, buffered: 0 }

  constructor(base: Base, observations: Observations, buffer: EdgeBuffer) {
    this.#base = base
    this.#observations = observations
    this.#buffer = buffer
  }

  /** Should nothing more be read for now? */
  get isFull(): boolean {
    return this.#waiting > mostWaiting || this.#buffer.isFull
  }
  onRoom(heard: () => void): void {
    this.#roomAgain.push(heard)
  }
  /**
   * Settles when there is room, for whoever has read already what he brings: in the order of coming.
   * @throws things.full when too much waits already, or for too long
   */
  async room(bytes: number): Promise<void> {
    if (!this.isFull) return
    if (this.#inLine + bytes > mostInLine) throw thingsErrors.make('things.full')
    const late = performance.now() + longestWait
    this.#inLine += bytes
    try {
      while (this.isFull) {
        if (performance.now() > late) throw thingsErrors.make('things.full')
        await new Promise<void>((go) => this.#line.push(go))
      }
    } finally {
      this.#inLine -= bytes
    }
  }
  onKept(heard: KeptListener): void {
    this.#listeners.push(heard)
  }

  /** Decodes a payload of a device; what is wrong with it is counted with the device. */
  take(device: LiveDevice, payload: Uint8Array, format: string): Taken {
    const decode = device.ready.decoders.get(format)
    this.#begin(device)
    if (decode) decode(payload, this)
    else this.fault('format', format.slice(0, 60))
    return this.#taken
  }

  /** As `take`, for whoever decodes himself and calls the sink's methods in `fill`, which may look at what was counted so far. */
  takeWith(device: LiveDevice, fill: (sink: Sink, sofar: Readonly<Taken>) => void): Taken {
    this.#begin(device)
    fill(this, this.#taken)
    return this.#taken
  }

  #begin(device: LiveDevice): void {
    this.#device = device
    this.#now = this.#base.now()
    noteHeard(device, this.#now)
    this.#taken = { taken: 0, refused: 0 }
  }

  reading(measure: number, instant: number, value: number): void {
    const device = this.#device
    if (device === undefined) return
    const series = device.series[measure] ?? 0
    const declared = device.ready.measures[measure]
    if (series === 0 || declared === undefined) return void this.fault('unknown', device.ready.names[measure] ?? '')
    let at = this.#now
    let bits: number = quality.good
    if (Number.isNaN(instant)) at = receiptAt(device, measure, this.#now)
    else {
      const judged = judgeInstant(device.ready.profile.clock, instant, this.#now)
      if (judged === undefined) {
        const said = Math.abs(instant) <= 8.64e15 ? new Date(instant).toISOString() : String(instant)
        return void this.fault('clock', `${said} received ${new Date(this.#now).toISOString()}`)
      }
      at = judged.at
      bits = judged.bits
      if ((bits & quality.clock) !== 0) {
        device.clockFault = this.#now
        at = receiptAt(device, measure, this.#now)
      }
    }
    bits |= valueQuality(declared, value)
    // A change is only believed or not between two numbers that can be true.
    if (declared.jump !== undefined && (bits & unfit) === 0 && (this.#observations.lastQuality(series) & unfit) === 0) {
      const { lastAt, lastValue } = this.#observations
      if (isJump(declared, value, at, lastValue(series), lastAt(series))) bits |= quality.jump
    }
    this.#batch.columns.add(series, at, value, bits)
    this.#taken.taken += 1
  }

  fault(fault: string, detail: string): void {
    this.#taken.refused += 1
    this.#taken.last = { fault, detail }
    this.counts.refused += 1
    if (this.#device) noteFault(this.#device, fault, detail, this.#now)
  }

  /** `receipt` is told once everything taken so far is kept. */
  expect(receipt: Receipt, id: number): void {
    this.#batch.receipts.push(receipt)
    this.#batch.ids.push(id)
    this.schedule()
  }

  /** Sees to it that what was taken is written soon; `expect` does this by itself. */
  schedule(): void {
    if (this.#batch.columns.length >= batchRows) this.#close()
    else if (this.#underWay.length === 0) this.#soon ??= setImmediate(() => this.#close())
    else this.#timer ??= setTimeout(() => this.#close(), patience)
  }

  /** Settles when everything taken so far is kept. */
  kept(): Promise<void> {
    const batch = this.#batch
    if (batch.kept === undefined)
      batch.kept = new Promise((kept, failed) => {
        batch.receipts.push({ acknowledge: () => kept(), failed })
        batch.ids.push(0)
      })
    this.schedule()
    return batch.kept
  }

  /** Settles when nothing is under way any more. */
  async drained(): Promise<void> {
    this.#close()
    if (this.#underWay.length > 0 || this.#queue.length > 0) await new Promise<void>((done) => this.#idle.push(done))
  }

  #close(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#soon)
    this.#timer = this.#soon = undefined
    const batch = this.#batch
    if (batch.columns.length === 0 && batch.receipts.length === 0) return
    this.#batch = new Batch(this.#spare.pop() ?? new ColumnBatch(capacity))
    this.#queue.push(batch)
    this.#waiting += batch.columns.length
    this.#next()
  }

  #next(): void {
    // In the buffer order is kept: one at a time then.
    while (this.#queue.length > 0 && this.#writing < (this.#buffer.isUsed ? 1 : mostUnderWay)) {
      const batch = this.#queue.shift()
      if (batch === undefined) return
      this.#underWay.push(batch)
      this.#writing += 1
      this.#keep(batch).then(
        () => this.#done(batch, 'kept'),
        (failed: unknown) => {
          this.#base.log.error('readings could not be kept', { rows: batch.columns.length, cause: failed })
          this.#done(batch, { failed })
        },
      )
    }
  }

  async #keep({ columns }: Batch): Promise<void> {
    if (columns.length === 0) return
    if (!this.#buffer.isUsed)
      try {
        await this.#observations.write(columns)
        return
      } catch (cause) {
        if (!isAwayError(cause)) throw cause
        this.#base.log.warn('the database is away: readings go to the buffer on disk', { cause })
      }
    await this.#buffer.append(columns)
    this.counts.buffered += columns.length
  }

  #done(done: Batch, outcome: Batch['outcome']): void {
    done.outcome = outcome
    this.#writing -= 1
    const before = this.isFull
    while (this.#underWay[0]?.outcome !== undefined) {
      const batch = this.#underWay.shift()
      if (batch) this.#tell(batch)
    }
    if ((before || this.#waiting < mostWaiting / 2) && !this.isFull) for (const heard of this.#roomAgain) heard()
    // Each looks again for itself: the first ones may have filled it.
    for (const go of this.#line.splice(0)) go()
    this.#next()
    if (this.#underWay.length === 0) this.#close()
    if (this.#underWay.length === 0 && this.#queue.length === 0) for (const idle of this.#idle.splice(0)) idle()
  }

  #tell({ columns, receipts, ids, outcome }: Batch): void {
    this.#waiting -= columns.length
    if (typeof outcome === 'object') {
      for (const receipt of new Set(receipts)) receipt.failed(outcome.failed)
      return
    }
    this.counts.batches += 1
    this.counts.readings += columns.length
    for (const listener of this.#listeners) listener(columns)
    for (let i = 0; i < receipts.length; i++) receipts[i]?.acknowledge(ids[i] ?? 0)
    // Nobody holds the columns: what hears of them hears it in this round. One that grew is let go.
    if (this.#spare.length >= mostSpare || columns.capacity !== capacity) return
    columns.clear()
    this.#spare.push(columns)
  }
}

/** Is the trouble one of a database that cannot be reached? */
export const isAwayError = (cause: unknown): boolean =>
  isAway(cause) ||
  (cause instanceof Error && 'code' in cause && cause.code === 'base.databaseAway') ||
  (cause instanceof Error && cause.cause !== undefined && isAway(cause.cause)) ||
  (cause instanceof Error &&
    /Connection terminated|ERR_STREAM_PREMATURE_CLOSE|timeout exceeded when trying to connect/.test(
      `${cause.message} ${'code' in cause ? cause.code : ''}`,
    ))

/** Fit readings of columns, one by one. */
export function eachFit(columns: ObservationColumns, heard: (series: number, at: number, value: number) => void): void {
  const { series, at, value, quality: bits, length } = columns
  for (let row = 0; row < length; row++)
    // Indexes lie within the columns.
    if (((bits[row] as number) & unfit) === 0) heard(series[row] as number, at[row] as number, value[row] as number)
}
