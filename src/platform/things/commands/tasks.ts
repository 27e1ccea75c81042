import { CityError } from '../../../kernel/errors/index.ts'
import type { CommandState } from '../../../kernel/things/index.ts'
import type { Base, Consumer } from '../../base/index.ts'
import { isFaultOfSender, type SensorThings } from '../../twin/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { Commands, TellTask } from './commands.ts'

/** What the twin tells of a task that somebody set by SensorThings (OGC 17-079r1). */
type TaskCreated = {
  readonly task: number
  /** URI of the thing. */
  readonly entity: string
  readonly capability: string
  readonly actuator: string
  readonly parameters: unknown
}

const statuses = {
  queued: 'accepted',
  sent: 'running',
  delivered: 'running',
  done: 'done',
  refused: 'refused',
  expired: 'expired',
  cancelled: 'failed',
} as const satisfies Record<CommandState, string>

/** Tells tasks what becomes of their commands. A task that was deleted meanwhile hears nothing. */
export const tellTaskBy =
  ({ now }: Pick<Base, 'now'>, { noteTask }: Pick<SensorThings, 'noteTask'>): TellTask =>
  async (tx, task, state, says) => {
    try {
      await noteTask(tx, task, { status: statuses[state], at: now(), ...(says !== undefined && { says }) })
    } catch (cause) {
      if (!isFaultOfSender(cause)) throw cause
    }
  }

/**
 * Turns tasks of SensorThings into commands: that of the capability's or the actuator's name, or the device's only one, with the task's
 * parameters as its input. What cannot be a command is refused in the task, with the reason.
 */
export const takeTasks = (fleet: Fleet, commands: Commands, tellTask: TellTask): Consumer => ({
  type: 'twin.taskCreated',
  name: 'things.tasks',
  handle: async ({ payload }, tx) => {
    const { task, entity, capability, actuator, parameters } = payload as TaskCreated // as the twin publishes it
    const device = fleet.byEntity(entity)
    // A thing that is no device of ours: some other program does its tasks.
    if (device === undefined) return
    const known = Object.keys(device.ready.profile.commands)
    const name =
      [capability, actuator].find((one) => known.includes(one)) ?? (known.length === 1 ? known[0] : undefined)
    if (name === undefined || device.state !== 'active')
      return tellTask(
        tx,
        task,
        'refused',
        name === undefined ? `no such command; there are: ${known.join(', ')}` : device.state,
      )
    const input = typeof parameters === 'object' && parameters !== null ? { ...parameters } : {}
    try {
      await commands.askIn(tx, { devices: [device], name, input, by: 'sensorthings', task })
    } catch (cause) {
      // What is wrong with the input is found before anything is written.
      if (!(cause instanceof CityError) || cause.kind !== 'input') throw cause
      const faults = cause.faults.map(({ field, says }) => `${field ?? ''}: ${says.en}`)
      await tellTask(tx, task, 'refused', [cause.says.en, ...faults].join('; ').slice(0, 500))
    }
  },
})
