import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useParams } from 'react-router'
import type { CommandState } from '../../kernel/things/index.ts'
import { ActButton } from '../account/act-button.tsx'
import {
  type CommandBatch,
  cancelCommand,
  commandBatchesQuery,
  commandsOfBatchQuery,
  type Profile,
  profilesQuery,
} from '../api/things.ts'
import { Loading, Page, type Say, StateMark, sayInstant, sayWhen, Table, Trouble, useSay } from '../kit/index.ts'
import { useDesk } from '../shell/use-desk.ts'
import { commandStates } from './device-words.ts'
import styles from './things.module.css'

const titleOf = (
  say: Say,
  profiles: readonly Profile[] | undefined,
  { profile, name }: Pick<CommandBatch, 'profile' | 'name'>,
): string => {
  const title = profiles?.find((one) => one.name === profile)?.commands[name]?.title
  return title ? say(title) : name
}

/** What devices were told, one or many at a time: how many have it, did it, refused it, or never got it. */
export function CommandBatches(): JSX.Element {
  const say = useSay()
  const desk = useDesk()
  const batches = useQuery(commandBatchesQuery)
  const { data: profiles } = useQuery(profilesQuery)
  return (
    <Page
      title={say({ zh: '下发记录', en: 'What devices were told' })}
      width="wide"
      back={{ to: `${desk}/devices`, words: say({ zh: '设备', en: 'Devices' }) }}
    >
      {batches.error ? <Trouble error={batches.error} again={() => void batches.refetch()} /> : null}
      {batches.isPending ? <Loading lines={6} /> : null}
      {batches.data ? (
        <Table
          caption={say({ zh: '下发记录', en: 'What devices were told' })}
          rows={batches.data}
          keyOf={({ batch }) => batch}
          columns={[
            {
              key: 'name',
              title: say({ zh: '指令', en: 'Command' }),
              head: true,
              cell: (row) => <Link to={row.batch}>{titleOf(say, profiles, row)}</Link>,
            },
            { key: 'devices', title: say({ zh: '台数', en: 'Devices' }), number: true, cell: ({ devices }) => devices },
            {
              key: 'states',
              title: say({ zh: '到哪一步', en: 'How far' }),
              cell: ({ states }) => <States states={states} />,
            },
            { key: 'at', title: say({ zh: '下发', en: 'Given' }), cell: ({ askedAt }) => sayWhen(say, askedAt) },
            {
              key: 'till',
              title: say({ zh: '有效到', en: 'Valid until' }),
              cell: ({ expiresAt }) => sayWhen(say, expiresAt),
            },
          ]}
        />
      ) : null}
    </Page>
  )
}

function States({ states }: { readonly states: CommandBatch['states'] }): JSX.Element {
  const say = useSay()
  return (
    <span className={styles.states}>
      {(Object.keys(commandStates) as CommandState[]) // its own keys
        .filter((state) => (states[state] ?? 0) > 0)
        .map((state) => (
          <StateMark key={state} shape={commandStates[state].shape} tone={commandStates[state].tone}>
            {say(commandStates[state].words)} {states[state]}
          </StateMark>
        ))}
    </span>
  )
}

/** One asking: each device with how far its command is. */
export function CommandBatchPage(): JSX.Element {
  const say = useSay()
  const desk = useDesk()
  const { batch = '' } = useParams()
  const commands = useQuery(commandsOfBatchQuery(batch))
  const { data: batches } = useQuery(commandBatchesQuery)
  const { data: profiles } = useQuery(profilesQuery)
  const of = batches?.find((one) => one.batch === batch)
  const rows = commands.data ?? []
  const waiting = rows.filter(({ state }) => state === 'queued').length
  return (
    <Page
      title={of ? titleOf(say, profiles, of) : say({ zh: '下发', en: 'Command' })}
      lead={of ? <States states={of.states} /> : undefined}
      width="wide"
      back={{ to: `${desk}/devices/commands`, words: say({ zh: '下发记录', en: 'What devices were told' }) }}
      actions={
        waiting > 0 ? (
          <ActButton
            words={say.count(waiting, {
              zh: '撤回还没送出的 {n} 个',
              en: { one: 'Take back the one not sent', other: 'Take back the {n} not sent' },
            })}
            run={() => cancelCommand(batch)}
            said={{ zh: '已撤回', en: 'Taken back' }}
            touches={[['things', 'commands']]}
          />
        ) : null
      }
    >
      {commands.error ? <Trouble error={commands.error} again={() => void commands.refetch()} /> : null}
      {commands.isPending ? <Loading lines={6} /> : null}
      {commands.data ? (
        <Table
          caption={say({ zh: '每台设备到哪一步', en: 'How far each device is' })}
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'device',
              title: say({ zh: '设备', en: 'Device' }),
              head: true,
              cell: ({ device }) => <Link to={`${desk}/devices/${encodeURIComponent(device)}`}>{device}</Link>,
            },
            {
              key: 'state',
              title: say({ zh: '状态', en: 'State' }),
              cell: ({ state }) => (
                <StateMark shape={commandStates[state].shape} tone={commandStates[state].tone}>
                  {say(commandStates[state].words)}
                </StateMark>
              ),
            },
            {
              key: 'sent',
              title: say({ zh: '送出', en: 'Sent' }),
              cell: ({ sentAt }) => (sentAt ? sayInstant(say, sentAt) : '—'),
            },
            {
              key: 'delivered',
              title: say({ zh: '收到', en: 'Received' }),
              cell: ({ deliveredAt }) => (deliveredAt ? sayInstant(say, deliveredAt) : '—'),
            },
            {
              key: 'answered',
              title: say({ zh: '答复', en: 'Answered' }),
              cell: ({ answeredAt, answer }) =>
                answeredAt
                  ? `${sayInstant(say, answeredAt)}${answer === null ? '' : ` ${JSON.stringify(answer)}`}`
                  : '—',
            },
            {
              key: 'till',
              title: say({ zh: '有效到', en: 'Valid until' }),
              cell: ({ expiresAt }) => sayInstant(say, expiresAt),
            },
          ]}
        />
      ) : null}
    </Page>
  )
}
