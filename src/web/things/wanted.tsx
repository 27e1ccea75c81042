import type { JSX } from 'react'
import { text } from '../../kernel/record/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { type Device, wantOfDevice } from '../api/things.ts'
import { Section, StateMark, sayWhen, Table, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './things.module.css'

type Line = { readonly name: string; readonly wanted: string | undefined; readonly reported: string | undefined }

const partsOf = (config: unknown): Readonly<Record<string, unknown>> =>
  typeof config === 'object' && config !== null && !Array.isArray(config) ? (config as Record<string, unknown>) : {} // an object by the test before

const written = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value)

/** A value as it is typed: a number, yes or no, or text. */
function typed(value: string): unknown {
  if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  return value === 'true' ? true : value === 'false' ? false : value
}

/** What a device should run and what it says it runs, line by line, with what differs. */
export function WantedAndReported({ device }: { readonly device: Device }): JSX.Element {
  const say = useSay()
  const may = hasRole(useSession(), 'administrator', 'data-officer', 'clerk')
  const [wanted, reported] = [partsOf(device.config.wanted), partsOf(device.config.reported)]
  const lines: readonly Line[] = [
    {
      name: say({ zh: '固件', en: 'Firmware' }),
      wanted: device.firmware.wanted ?? undefined,
      reported: device.firmware.reported ?? undefined,
    },
    ...[...new Set([...Object.keys(wanted), ...Object.keys(reported)])].sort().map((name) => ({
      name,
      wanted: written(wanted[name]),
      reported: written(reported[name]),
    })),
  ]
  return (
    <Section
      title={say({ zh: '固件与配置', en: 'Firmware and configuration' })}
      actions={
        may ? (
          <DialogForm<void>
            words={say({ zh: '设一项配置', en: 'Want a setting' })}
            submit={say({ zh: '设定', en: 'Set' })}
            fields={{
              name: text({ zh: '名称', en: 'Name' }, { max: 60 }),
              value: text({ zh: '值', en: 'Value' }, { max: 200 }),
            }}
            run={({ name, value }) =>
              wantOfDevice(device.id, { config: { ...wanted, [String(name)]: typed(String(value)) } })
            }
            said={{ zh: '已设定，设备下次连接时得知', en: 'Set: the device hears of it when it next connects' }}
            touches={[['things']]}
          />
        ) : null
      }
    >
      <Table
        caption={say({ zh: '期望与上报', en: 'Wanted and reported' })}
        rows={lines}
        keyOf={({ name }) => name}
        columns={[
          { key: 'name', title: say({ zh: '项目', en: 'What' }), head: true, cell: ({ name }) => name },
          {
            key: 'wanted',
            title: say({ zh: '期望', en: 'Wanted' }),
            cell: (line) => <code>{line.wanted ?? '—'}</code>,
          },
          {
            key: 'reported',
            title: say({ zh: '上报', en: 'Reported' }),
            cell: (line) => <code>{line.reported ?? '—'}</code>,
          },
          { key: 'same', title: say({ zh: '比较', en: 'Compared' }), cell: (line) => <Compared line={line} /> },
        ]}
      />
      <p className={styles.quiet}>
        {device.reportedAt
          ? say(
              { zh: '设备上报于 {when}', en: 'Reported by the device {when}' },
              { when: sayWhen(say, device.reportedAt) },
            )
          : say({
              zh: '设备还没有上报过固件和配置。',
              en: 'The device has not told its firmware and configuration yet.',
            })}
      </p>
    </Section>
  )
}

function Compared({ line: { wanted, reported } }: { readonly line: Line }): JSX.Element | null {
  const say = useSay()
  if (wanted === undefined) return null
  return wanted === reported ? (
    <StateMark shape="done" tone="active">
      {say({ zh: '一致', en: 'as wanted' })}
    </StateMark>
  ) : (
    <StateMark shape="soon" tone="soon">
      {reported === undefined
        ? say({ zh: '还没上报', en: 'not told yet' })
        : say({ zh: '还不一致', en: 'not yet as wanted' })}
    </StateMark>
  )
}
