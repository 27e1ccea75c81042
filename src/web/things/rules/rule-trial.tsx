import type { JSX } from 'react'
import type { RuleTrial } from '../../api/rules.ts'
import { Message, sayInstant, saySpan, Table, useSay } from '../../kit/index.ts'
import styles from '../things.module.css'

/** What a rule would have done with what is stored: how often, where, for how long. */
export function TrialResult({
  trial,
  unit,
  isStale,
}: {
  readonly trial: RuleTrial
  readonly unit: string
  /** What is written has changed since. */
  readonly isStale: boolean
}): JSX.Element {
  const say = useSay()
  const number = new Intl.NumberFormat(say.tag, { maximumFractionDigits: 2 })
  return (
    <>
      <Message
        tone={isStale ? 'note' : trial.raised > 0 ? 'warning' : 'done'}
        live
        title={
          trial.readings === 0
            ? say({ zh: '这段时间没有读数可试', en: 'There are no readings in this time to try it on' })
            : say.count(trial.raised, {
                zh: '会告警 {n} 次',
                en: { one: 'It would have raised an alarm once', other: 'It would have raised {n} alarms' },
              })
        }
      >
        {say(
          {
            zh: '{from} 到 {till}：{devices} 台设备的 {readings} 个读数（共 {all} 台），{quiet} 台始终安静。',
            en: '{from} to {till}: {readings} readings of {devices} devices (of {all}); {quiet} stayed quiet.',
          },
          {
            from: sayInstant(say, trial.from),
            till: sayInstant(say, trial.till),
            devices: number.format(trial.devices),
            readings: number.format(trial.readings),
            all: number.format(trial.all),
            quiet: number.format(trial.quietDevices),
          },
        )}{' '}
        {say({
          zh: '当时网关是否断线不知道，没有计入。',
          en: 'Whether gateways were down then is not known and not counted.',
        })}
        {trial.isCut
          ? ` ${say({ zh: '读数太多，只试了一部分设备。', en: 'There was too much to read: some devices were left out.' })}`
          : ''}
        {isStale ? ` ${say({ zh: '内容改过了，请再试。', en: 'It was changed since: try it again.' })}` : ''}
      </Message>
      {trial.alarms.length > 0 ? (
        <div className={styles.stack}>
          <Table
            caption={say({ zh: '会告的警（最近 50 次）', en: 'Alarms it would have raised (newest 50)' })}
            showCaption
            rows={trial.alarms}
            keyOf={({ device, at }) => `${device}${at}`}
            columns={[
              { key: 'device', title: say({ zh: '设备', en: 'Device' }), head: true, cell: ({ device }) => device },
              { key: 'at', title: say({ zh: '时间', en: 'When' }), cell: ({ at }) => sayInstant(say, at) },
              {
                key: 'value',
                title: say({ zh: '值', en: 'Value' }),
                number: true,
                cell: ({ value }) => (value === null ? '—' : `${number.format(value)} ${unit}`),
              },
              {
                key: 'lasted',
                title: say({ zh: '持续', en: 'Lasted' }),
                cell: ({ at, clearedAt }) =>
                  clearedAt === null ? say({ zh: '仍在', en: 'still on' }) : saySpan(say, clearedAt - at),
              },
            ]}
          />
        </div>
      ) : null}
    </>
  )
}
