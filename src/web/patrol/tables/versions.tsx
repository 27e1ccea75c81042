import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { type TableVersion, tableFile, withdrawTable } from '../../api/patrol.ts'
import { Button, StateMark, sayInstant, sayWhen, Table, Trouble, useNow, useSay } from '../../kit/index.ts'

/** Every version: since when it holds, who entered it, files of it; one that is not in force yet may be taken back. */
export function Versions({
  versions,
  shown,
  onShow,
  mayWithdraw,
}: {
  readonly versions: readonly TableVersion[]
  readonly shown: string | undefined
  readonly onShow: (id: string) => void
  readonly mayWithdraw: boolean
}): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '各版', en: 'Versions' })}
      rows={versions}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'serial',
          title: say({ zh: '版次', en: 'Version' }),
          head: true,
          cell: (one) => (
            <Button size="s" tone="quiet" aria-pressed={one.id === shown} onClick={() => onShow(one.id)}>
              {say({ zh: '第 {n} 版', en: 'Version {n}' }, { n: one.serial })}
            </Button>
          ),
        },
        {
          key: 'state',
          title: say({ zh: '状态', en: 'State' }),
          cell: (one) => <VersionState version={one} mayWithdraw={mayWithdraw} />,
        },
        {
          key: 'from',
          title: say({ zh: '生效', en: 'From' }),
          cell: (one) =>
            Date.parse(one.from) === 0 ? say({ zh: '起初', en: 'the beginning' }) : sayInstant(say, one.from),
        },
        {
          key: 'until',
          title: say({ zh: '至', en: 'Until' }),
          cell: (one) => (one.until ? sayInstant(say, one.until) : '—'),
        },
        { key: 'rows', title: say({ zh: '小类', en: 'Classes' }), number: true, cell: (one) => one.rows },
        { key: 'note', title: say({ zh: '说明', en: 'Note' }), cell: (one) => one.note },
        {
          key: 'by',
          title: say({ zh: '录入', en: 'Entered' }),
          cell: (one) => `${one.enteredByName} ${sayWhen(say, one.enteredAt)}`,
        },
        {
          key: 'files',
          title: say({ zh: '导出', en: 'Export' }),
          cell: (one) => (
            <>
              <a href={tableFile(one.id, 'csv')} aria-label={`CSV ${one.serial}`}>
                CSV
              </a>{' '}
              <a href={tableFile(one.id, 'xlsx')} aria-label={`XLSX ${one.serial}`}>
                XLSX
              </a>
            </>
          ),
        },
      ]}
    />
  )
}

function VersionState({
  version,
  mayWithdraw,
}: {
  readonly version: TableVersion
  readonly mayWithdraw: boolean
}): JSX.Element {
  const say = useSay()
  const now = useNow()
  const client = useQueryClient()
  const withdraw = useMutation({
    mutationFn: () => withdrawTable(version.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['patrol', 'tables'] }),
  })
  if (version.isWithdrawn) return <StateMark shape="closed">{say({ zh: '已撤回', en: 'Taken back' })}</StateMark>
  if (version.isInForce)
    return (
      <StateMark shape="working" tone="active">
        {say({ zh: '生效中', en: 'In force' })}
      </StateMark>
    )
  if (Date.parse(version.from) <= now)
    return <StateMark shape="done">{say({ zh: '已被取代', en: 'Replaced' })}</StateMark>
  return (
    <>
      <StateMark shape="new">{say({ zh: '待生效', en: 'Not yet' })}</StateMark>{' '}
      {mayWithdraw ? (
        <Button
          size="s"
          busy={withdraw.isPending}
          aria-label={say({ zh: '撤回第 {n} 版', en: 'Take version {n} back' }, { n: version.serial })}
          onClick={() => withdraw.mutate()}
        >
          {say({ zh: '撤回', en: 'Take back' })}
        </Button>
      ) : null}
      {withdraw.error ? <Trouble error={withdraw.error} /> : null}
    </>
  )
}
