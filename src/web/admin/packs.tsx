import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { type MigrationReport, type PackUse, packUseQuery } from '../api/admin.ts'
import { api } from '../api/client.ts'
import { CaseNumber } from '../case/index.ts'
import {
  Button,
  Buttons,
  FileButton,
  Loading,
  Message,
  Page,
  Section,
  StateMark,
  sayInstant,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './admin.module.css'

/** What is installed and which content open cases are pinned to; installing from a file, moving cases after a dry run. */
export function Packs(): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const mayChange = hasRole(useSession(), 'administrator')
  const packs = useQuery(packUseQuery)
  const install = useMutation({
    mutationFn: async (chosen: File) =>
      api<{ readonly name: string; readonly hash: string; readonly result: string }>('/api/admin/packs', {
        method: 'POST',
        body: JSON.parse(await chosen.text()),
      }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const migrate = useMutation({
    mutationFn: ({ name, apply }: { readonly name: string; readonly apply: boolean }) =>
      api<MigrationReport>(`/api/admin/packs/${name}/migrate`, { method: 'POST', body: { apply } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: packUseQuery.queryKey }),
  })
  const names = [...new Set((packs.data ?? []).map((pack) => pack.name))]
  return (
    <Page
      title={say({ zh: '场景包', en: 'Packs' })}
      lead={say({
        zh: '事项按它开始时的内容办到底；换到新内容先演练、再执行，都有审计。',
        en: 'A case runs to its end by the content it began with; moving it is tried first, then done, both audited.',
      })}
      width="wide"
      actions={
        mayChange ? (
          <FileButton
            icon="upload"
            accept="application/json,.json"
            busy={install.isPending}
            onFile={(chosen) => install.mutate(chosen)}
          >
            {say({ zh: '从文件安装', en: 'Install from a file' })}
          </FileButton>
        ) : undefined
      }
    >
      {packs.error ? <Trouble error={packs.error} again={() => void packs.refetch()} /> : null}
      {install.error ? <Trouble error={install.error} /> : null}
      {install.data ? (
        <Message
          tone="done"
          live
          title={say({ zh: '已安装 {name}', en: 'Installed {name}' }, { name: install.data.name })}
        >
          <span className={styles.facts}>{install.data.hash}</span>
        </Message>
      ) : null}
      {migrate.error ? <Trouble error={migrate.error} /> : null}
      {migrate.data ? (
        <Migration report={migrate.data} onApply={() => migrate.mutate({ name: migrate.data.pack, apply: true })} />
      ) : null}
      {packs.isPending ? <Loading /> : null}
      {names.map((name) => {
        const contents = (packs.data ?? []).filter((pack) => pack.name === name)
        const older = contents.filter((pack) => !pack.isCurrent).reduce((sum, pack) => sum + pack.open, 0)
        const title = contents[0]?.title
        return (
          <Section
            key={name}
            title={title ? say(title) : name}
            actions={
              mayChange && older > 0 ? (
                <Button size="s" busy={migrate.isPending} onClick={() => migrate.mutate({ name, apply: false })}>
                  {say.count(older, {
                    zh: '演练：把 {n} 件旧内容的事项移过来',
                    en: { one: 'Try moving one older case', other: 'Try moving {n} older cases' },
                  })}
                </Button>
              ) : undefined
            }
          >
            <Contents pack={title ? say(title) : name} contents={contents} />
          </Section>
        )
      })}
    </Page>
  )
}

function Contents({ pack, contents }: { readonly pack: string; readonly contents: readonly PackUse[] }): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '{pack}的各版内容', en: 'Contents of {pack}' }, { pack })}
      columns={[
        {
          key: 'hash',
          title: say({ zh: '内容', en: 'Content' }),
          head: true,
          cell: (row) => <code title={row.hash}>{row.hash.slice(0, 12)}</code>,
        },
        {
          key: 'state',
          title: say({ zh: '状态', en: 'State' }),
          cell: (row) =>
            row.isCurrent ? (
              <StateMark shape="done" tone="active">
                {say({ zh: '当前', en: 'Current' })}
              </StateMark>
            ) : (
              <StateMark shape="closed" tone="still">
                {say({ zh: '旧', en: 'Older' })}
              </StateMark>
            ),
        },
        { key: 'open', title: say({ zh: '在办事项', en: 'Open cases' }), number: true, cell: (row) => row.open },
        { key: 'at', title: say({ zh: '安装于', en: 'Installed' }), cell: (row) => sayInstant(say, row.installedAt) },
        {
          key: 'by',
          title: say({ zh: '由', en: 'By' }),
          cell: (row) => (row.installedBy === 'system' ? say({ zh: '系统', en: 'the system' }) : row.installedBy),
        },
      ]}
      rows={contents}
      keyOf={(row) => row.hash}
    />
  )
}

function Migration({
  report,
  onApply,
}: {
  readonly report: MigrationReport
  readonly onApply: () => void
}): JSX.Element {
  const say = useSay()
  return (
    <Message
      tone={report.applied ? 'done' : 'note'}
      live
      title={
        report.applied
          ? say({ zh: '已移动 {moved} 件', en: '{moved} cases were moved' }, { moved: report.moved })
          : say(
              { zh: '演练结果：{open} 件里 {moved} 件可以移动', en: 'Tried: {moved} of {open} can move' },
              { open: report.open, moved: report.moved },
            )
      }
      actions={
        !report.applied && report.moved > 0 && report.stuck.length === 0 ? (
          <Buttons>
            <Button tone="primary" onClick={onApply}>
              {say({ zh: '执行', en: 'Do it' })}
            </Button>
          </Buttons>
        ) : undefined
      }
    >
      {report.stuck.length > 0 ? (
        <p>
          {say({ zh: '不能移动：', en: 'Cannot move: ' })}
          {report.stuck.map((one) => (
            <span key={one.id}>
              <CaseNumber number={one.number} />{' '}
            </span>
          ))}
        </p>
      ) : null}
    </Message>
  )
}
