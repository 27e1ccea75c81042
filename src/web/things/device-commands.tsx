import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { choice, type Field, type Fields, integer, number, yesNo } from '../../kernel/record/index.ts'
import type { CommandDeclaration, CommandField } from '../../kernel/things/index.ts'
import { ActButton } from '../account/act-button.tsx'
import { DialogForm } from '../admin/dialog-form.tsx'
import { cancelCommand, commandsQuery, type Device, sendCommand } from '../api/things.ts'
import { Buttons, Section, StateMark, sayInstant, sayWhen, Table, Trouble, useSay } from '../kit/index.ts'
import { unitWords } from '../twin/unit-words.ts'
import { commandStates } from './device-words.ts'

const touched = [['things', 'commands']]

/** What a device can be told, and what became of what it was told. */
export function DeviceCommands({
  device,
  commands,
}: {
  readonly device: Device
  readonly commands: Readonly<Record<string, CommandDeclaration>>
}): JSX.Element {
  const say = useSay()
  const told = useQuery(commandsQuery(device.id))
  return (
    <Section
      title={say({ zh: '指令', en: 'Commands' })}
      actions={
        <Buttons>
          {Object.entries(commands).map(([name, { title, fields }]) =>
            Object.keys(fields).length === 0 ? (
              <ActButton
                key={name}
                words={say(title)}
                ask={say({ zh: '现在下发给设备？', en: 'Tell the device now?' })}
                run={() => sendCommand(device.id, name, {})}
                said={{ zh: '指令已下发', en: 'The device is being told' }}
                touches={touched}
              />
            ) : (
              <DialogForm
                key={name}
                words={say(title)}
                submit={say({ zh: '下发', en: 'Tell it' })}
                fields={formOf(fields)}
                run={(input) => sendCommand(device.id, name, input)}
                said={{ zh: '指令已下发', en: 'The device is being told' }}
                touches={touched}
              />
            ),
          )}
        </Buttons>
      }
    >
      {told.error ? <Trouble error={told.error} again={() => void told.refetch()} /> : null}
      <Table
        caption={say({ zh: '指令记录', en: 'Commands given' })}
        rows={told.data ?? []}
        keyOf={(row) => row.id}
        columns={[
          {
            key: 'name',
            title: say({ zh: '指令', en: 'Command' }),
            head: true,
            cell: (row) =>
              commands[row.name] ? say(commands[row.name]?.title ?? { zh: row.name, en: row.name }) : row.name,
          },
          {
            key: 'input',
            title: say({ zh: '参数', en: 'With' }),
            cell: (row) => (Object.keys(row.input).length > 0 ? <code>{JSON.stringify(row.input)}</code> : '—'),
          },
          {
            key: 'state',
            title: say({ zh: '状态', en: 'State' }),
            cell: (row) => {
              const { words, shape, tone } = commandStates[row.state]
              return (
                <StateMark shape={shape} tone={tone}>
                  {say(words)}
                </StateMark>
              )
            },
          },
          { key: 'at', title: say({ zh: '下发', en: 'Given' }), cell: (row) => sayInstant(say, row.askedAt) },
          {
            key: 'end',
            title: say({ zh: '答复', en: 'Answered' }),
            cell: (row) =>
              row.answeredAt
                ? sayWhen(say, row.answeredAt)
                : say({ zh: '{when} 前有效', en: 'valid until {when}' }, { when: sayWhen(say, row.expiresAt) }),
          },
          {
            key: 'acts',
            title: say({ zh: '处理', en: 'Act' }),
            cell: (row) =>
              row.state === 'queued' ? (
                <ActButton
                  words={say({ zh: '撤回', en: 'Take back' })}
                  run={() => cancelCommand(row.batch)}
                  said={{ zh: '已撤回', en: 'Taken back' }}
                  touches={touched}
                />
              ) : null,
          },
        ]}
      />
    </Section>
  )
}

/** The form of a command, from what its profile declares. */
export const formOf = (fields: Readonly<Record<string, CommandField>>): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldOf(field)]))

function fieldOf({ title, kind, unit, range, choices, isRequired }: CommandField): Field {
  const shown = unitWords(unit)
  const more = {
    ...(!isRequired && { optional: true as const }),
    ...(range && { min: range[0], max: range[1] }),
    ...(shown && { unit: { zh: shown, en: shown } }),
  }
  switch (kind) {
    case 'yes-no':
      return yesNo(title, isRequired ? {} : { optional: true })
    case 'choice':
      return choice(title, choices ?? {}, isRequired ? {} : { optional: true })
    case 'whole':
      return integer(title, more)
    case 'number':
      return number(title, more)
  }
}
