import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type CommandState, commandFaults } from '../../../kernel/things/index.ts'
import { type Base, publish, type Tx, tell } from '../../base/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import { thingsErrors } from '../errors.ts'

const channel = 'things_command'

/** A command as it goes to the device. */
export type Told = {
  readonly id: string
  readonly command: string
  readonly input: Readonly<Record<string, unknown>>
  readonly expiresAt: string
}

/** Hands a command to the device's connection, if it has one here. `delivered` is told when its client has acknowledged it. */
export type Hand = (device: LiveDevice, told: Told, delivered: () => void) => boolean

/** What is asked of one or more devices. */
export type Asked = {
  readonly devices: readonly LiveDevice[]
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
  readonly by: string
  /** Seconds until nobody wants it any more; the profile's own when absent. */
  readonly expiresAfter?: number
  /** The task of SensorThings that it comes from. */
  readonly task?: number
  /** Who wants to hear what becomes of it, as `things.commandTold`. */
  readonly forWhom?: string
}

/** What is told of a command to whoever asked for it: `delivered`, `done`, `refused`, `expired` or `cancelled`. */
export type CommandTold = {
  readonly forWhom: string
  readonly command: string
  readonly device: string
  readonly state: CommandState
  readonly answer: unknown
}

/** Tells whoever set a task what becomes of it, in the transaction that knows it. */
export type TellTask = (tx: Tx, task: number, state: CommandState, says?: string) => Promise<void>

/** A command that changed: the task that it came from, and who else wants to hear of it. */
type Changed = {
  readonly id: string
  readonly device: number
  readonly answer: unknown
  readonly task: number | string | null
  readonly forWhom: string | null
}

const changed = sql.raw('id, device, answer, task, for_whom as "forWhom"')

type OpenRow = {
  readonly id: string
  readonly name: string
  readonly input: Told['input']
  readonly expires_at: string
}

/** Commands to devices: kept in the database, handed over by the process that the device is connected to. */
export class Commands {
  readonly #base: Base
  readonly #fleet: Fleet
  readonly #hand: Hand
  readonly #tellTask: TellTask
  #quiet: (() => void) | undefined

  constructor(base: Base, fleet: Fleet, hand: Hand, tellTask: TellTask) {
    this.#base = base
    this.#fleet = fleet
    this.#hand = hand
    this.#tellTask = tellTask
  }

  start(): void {
    this.#quiet = this.#base.listener.on(channel, (text) => {
      for (const key of text.split(',').map(Number)) {
        const device = this.#fleet.byKey(key)
        if (device) this.handOver(device).catch((cause: unknown) => this.#base.log.warn('a command waits', { cause }))
      }
    })
  }
  stop(): void {
    this.#quiet?.()
  }

  /**
   * Keeps a command for each device; they hear of it at once or when they connect.
   * @returns the number under which all of them are found
   * @throws things.noDevices, things.noCommand, things.badInput
   */
  ask(asked: Asked): Promise<{ readonly batch: string; readonly ids: readonly string[] }> {
    return this.#base.db.tx((tx) => this.askIn(tx, asked))
  }

  /** As `ask`, in a transaction that does more. */
  async askIn(
    tx: Tx,
    { devices, name, input, by, expiresAfter, task, forWhom }: Asked,
  ): Promise<{ readonly batch: string; readonly ids: readonly string[] }> {
    if (devices.length === 0) throw thingsErrors.make('things.noDevices')
    for (const { profile } of new Set(devices.map(({ ready }) => ready))) {
      const command = profile.commands[name]
      if (command === undefined) throw thingsErrors.make('things.noCommand', { name })
      const faults = commandFaults(command, input)
      if (faults.length > 0) throw thingsErrors.make('things.badInput', {}, { faults })
    }
    const batch = uuidv7()
    const rows = devices.map(({ key, ready }) => ({
      id: uuidv7(),
      device: key,
      seconds: expiresAfter ?? ready.profile.commands[name]?.expiresAfter ?? 3_600,
    }))
    await sql`insert into things.command (id, device, batch, name, input, asked_by, expires_at, task, for_whom)
      select id, device, ${batch}, ${name}, ${JSON.stringify(input)}::jsonb, ${by}, now() + make_interval(secs => seconds), ${task ?? null}, ${forWhom ?? null}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t (id uuid, device int, seconds float8)`.execute(tx)
    // A notification carries less than 8000 bytes.
    for (let from = 0; from < rows.length; from += 500)
      await tell(
        tx,
        channel,
        rows
          .slice(from, from + 500)
          .map(({ device }) => device)
          .join(','),
      )
    if (task !== undefined) await this.#tellTask(tx, task, 'queued')
    return { batch, ids: rows.map(({ id }) => id) }
  }

  /**
   * Hands a device what waits for it; with `again` also what was sent and never acknowledged, for a device that has just come.
   * One after the other for each device.
   */
  handOver(device: LiveDevice, again = false): Promise<void> {
    const turn = (this.#turns.get(device.key) ?? Promise.resolve()).then(() => this.#handOver(device, again))
    // The next turn comes whatever became of this one, which tells its own caller.
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(device.key) === settled) this.#turns.delete(device.key)
      })
    this.#turns.set(device.key, settled)
    return turn
  }
  readonly #turns = new Map<number, Promise<void>>()

  async #handOver(device: LiveDevice, again: boolean): Promise<void> {
    const { rows } = await sql<OpenRow>`select id, name, input, expires_at from things.command
      where device = ${device.key} and (state = 'queued' or (${again} and state = 'sent')) and expires_at > now()
      order by asked_at, id`.execute(this.#base.db)
    for (const { id, name, input, expires_at } of rows) {
      const told = { id, command: name, input, expiresAt: expires_at }
      if (!this.#hand(device, told, () => void this.#delivered(id))) return
      await this.#became('sent', (tx) =>
        sql<Changed>`update things.command set state = 'sent', sent_at = now() where id = ${id} and state = 'queued' returning ${changed}`.execute(
          tx,
        ),
      )
    }
  }

  async #delivered(id: string): Promise<void> {
    try {
      await this.#became('delivered', (tx) =>
        sql<Changed>`update things.command set state = 'delivered', delivered_at = now() where id = ${id} and state in ('queued', 'sent')
          returning ${changed}`.execute(tx),
      )
    } catch (cause) {
      // The device has it, and its answer says more.
      this.#base.log.warn('a delivery could not be noted', { command: id, cause })
    }
  }

  /** What a device says became of a command. @returns false when it has no such open command */
  async answered(device: LiveDevice, id: string, state: 'done' | 'refused', answer: unknown): Promise<boolean> {
    const said = JSON.stringify(answer ?? null)
    const count = await this.#became(
      state,
      (tx) =>
        sql<Changed>`update things.command set state = ${state}, answered_at = now(), answer = ${said}::jsonb
          where id = ${id} and device = ${device.key} and state in ('queued', 'sent', 'delivered') returning ${changed}`.execute(
          tx,
        ),
      answer === undefined || answer === null ? undefined : said.slice(0, 500),
    )
    return count > 0
  }

  /** Takes back what was not yet handed over. @returns how many */
  async cancel(batch: string): Promise<number> {
    return this.#became('cancelled', (tx) =>
      sql<Changed>`update things.command set state = 'cancelled' where batch = ${batch} and state = 'queued' returning ${changed}`.execute(
        tx,
      ),
    )
  }

  /** Ends what nobody answered in time. @returns how many */
  async expire(): Promise<number> {
    return this.#became('expired', (tx) =>
      sql<Changed>`update things.command set state = 'expired'
        where state in ('queued', 'sent', 'delivered') and expires_at <= now() returning ${changed}`.execute(tx),
    )
  }

  /** Changes commands and tells the tasks that they came from, together. @returns how many changed */
  async #became(
    state: CommandState,
    change: (tx: Tx) => Promise<{ readonly rows: readonly Changed[] }>,
    says?: string,
  ): Promise<number> {
    return this.#base.db.tx(async (tx) => {
      const { rows } = await change(tx)
      for (const { task } of rows) if (task !== null) await this.#tellTask(tx, Number(task), state, says)
      const told = rows.flatMap(({ id, device, answer, forWhom }) => {
        const live = this.#fleet.byKey(device)
        if (forWhom === null || live === undefined) return []
        const payload: CommandTold = { forWhom, command: id, device: live.id, state, answer }
        return [{ type: 'things.commandTold', key: forWhom, payload }]
      })
      await publish(tx, ...told)
      return rows.length
    })
  }
}

/** A command as lists show it. */
export type CommandSeen = {
  readonly id: string
  readonly device: string
  readonly batch: string
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
  readonly state: CommandState
  readonly askedBy: string
  readonly askedAt: string
  readonly expiresAt: string
  readonly sentAt: string | null
  readonly deliveredAt: string | null
  readonly answeredAt: string | null
  readonly answer: unknown
}
