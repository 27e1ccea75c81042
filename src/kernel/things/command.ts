import type { Fault } from '../errors/index.ts'
import type { CommandDeclaration, CommandField } from './profile.ts'

/**
 * How far a command is: `queued` waits for the device, `sent` was handed to its connection, `delivered` was acknowledged by
 * its MQTT client; the device itself then says `done` or `refused`. What nobody answered in time is `expired`.
 */
export type CommandState = 'queued' | 'sent' | 'delivered' | 'done' | 'refused' | 'expired' | 'cancelled'

/** States from which nothing follows. */
export const finalStates: readonly CommandState[] = ['done', 'refused', 'expired', 'cancelled']

/** Which states may follow. */
export const commandFollows: Readonly<Record<CommandState, readonly CommandState[]>> = {
  queued: ['sent', 'expired', 'cancelled'],
  // A device that answers before its client acknowledged is believed; one that lost its connection is told again.
  sent: ['queued', 'delivered', 'done', 'refused', 'expired', 'cancelled'],
  delivered: ['done', 'refused', 'expired'],
  ...{ done: [], refused: [], expired: [], cancelled: [] },
}

function fieldFault(name: string, field: CommandField, value: unknown): Fault | undefined {
  const wrong = (zh: string, en: string): Fault => ({ field: name, found: String(value), says: { zh, en } })
  if (value === undefined || value === null) return field.isRequired ? wrong('必填', 'is required') : undefined
  if (field.kind === 'yes-no')
    return typeof value === 'boolean' ? undefined : wrong('应为是或否', 'must be true or false')
  if (field.kind === 'choice')
    return typeof value === 'string' && Object.hasOwn(field.choices ?? {}, value)
      ? undefined
      : wrong(
          `应为：${Object.keys(field.choices ?? {}).join('、')}`,
          `must be one of ${Object.keys(field.choices ?? {}).join(', ')}`,
        )
  if (typeof value !== 'number' || !Number.isFinite(value)) return wrong('应为数字', 'must be a number')
  if (field.kind === 'whole' && !Number.isInteger(value)) return wrong('应为整数', 'must be a whole number')
  if (field.range && (value < field.range[0] || value > field.range[1]))
    return wrong(`应在 ${field.range.join('～')} 之间`, `must lie within ${field.range.join(' and ')}`)
  return undefined
}

/** What is wrong with the input of a command; empty when it may be sent. */
export function commandFaults(command: CommandDeclaration, input: Readonly<Record<string, unknown>>): readonly Fault[] {
  const unknown = Object.keys(input)
    .filter((name) => !Object.hasOwn(command.fields, name))
    .map((field): Fault => ({ field, says: { zh: '没有这个参数', en: 'there is no such field' } }))
  const wrong = Object.entries(command.fields).flatMap(([name, field]) => fieldFault(name, field, input[name]) ?? [])
  return [...unknown, ...wrong]
}
