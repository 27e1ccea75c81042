import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { Role } from '../../kernel/access/index.ts'
import type { OfficeRef } from '../../kernel/flow/index.ts'
import type { Words } from '../../kernel/words.ts'
import { type AuditFilter, type AuditRow, auditQuery, rightsQuery } from '../api/admin.ts'
import { roleWords, useOfficeNames } from '../case/index.ts'
import {
  Button,
  csvOf,
  download,
  Empty,
  Loading,
  Page,
  type Say,
  StateMark,
  sayInstant,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import styles from './admin.module.css'

const kinds: Readonly<Record<string, Words>> = {
  anonymous: { zh: '未登录', en: 'Not signed in' },
  person: { zh: '本人', en: 'As oneself' },
  service: { zh: '外部程序', en: 'An outside program' },
  system: { zh: '系统', en: 'The system' },
}

/** Purposes are declared by the routes in English; those that come often have their Chinese here. */
const purposes: Readonly<Record<string, string>> = {
  oversight: '监督检查',
  handling: '办理',
  'handling the case': '办理事项',
  'taking a call': '接听来电',
  'account security, asked by the person': '本人要求的账户安全操作',
  'administering the people of an office': '管理本单位人员',
  'analysis and handing over of the city’s own cases': '本市事项的分析与移交',
  'checking what people would be told before a provider is configured': '接通服务商前核对通知内容',
  'correction or deletion asked by the person (PIPL articles 46 and 47)':
    '本人要求的更正或删除（个人信息保护法第四十六、四十七条）',
  'finding the cases of somebody who asks about them': '应询查找当事人的事项',
  'labelling a file': '标注文件',
}
const purposeOf = (say: Say, purpose: string | null): string =>
  purpose === null ? '' : say({ zh: purposes[purpose] ?? purpose, en: purpose })

/** `role@path` as the pipeline writes it: the office that the post belongs to. */
const officeOfPost = (post: string | null): readonly OfficeRef[] => {
  const path = post?.split('@')[1]
  const office = path?.split('/').at(-1)
  return path && office ? [{ office, path }] : []
}

/** A fact a line: what it is called and what it was. */
const factsOf = (facts: Readonly<Record<string, unknown>>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n')

/** The instant at which a day of the city begins, or the one so many days later. */
function startOf(day: string | undefined, later: number): string | undefined {
  if (!day) return undefined
  return new Date(Date.parse(`${day}T00:00:00+08:00`) + later * 86_400_000).toISOString()
}

/** Who read or changed what, in which post, for which purpose, with which outcome. Looking here is itself written down. */
export function Audit(): JSX.Element {
  const say = useSay()
  const [draft, setDraft] = useState<AuditFilter>({})
  const [filter, setFilter] = useState<AuditFilter>({})
  const audit = useInfiniteQuery(auditQuery(filter))
  const rows = audit.data?.pages.flatMap((page) => page.rows) ?? []
  const input = (name: keyof AuditFilter, words: string): JSX.Element => (
    <label>
      {words}
      <input
        maxLength={100}
        value={draft[name] ?? ''}
        onChange={(event) => setDraft({ ...draft, [name]: event.target.value || undefined })}
      />
    </label>
  )
  const day = (name: 'from' | 'to', words: string): JSX.Element => (
    <label>
      {words}
      <input
        type="date"
        value={draft[name] ?? ''}
        onChange={(event) => setDraft({ ...draft, [name]: event.target.value || undefined })}
      />
    </label>
  )
  const rights = useQuery(rightsQuery)
  const actions = rights.data?.rights ?? []
  const titleOf = (action: string): string => {
    const found = actions.find((one) => one.action === action)
    return found ? say(found.title) : action
  }
  const nameOf = useOfficeNames(rows.flatMap(({ post }) => officeOfPost(post)))
  const postOf = ({ post, actorKind }: AuditRow): string => {
    const [role = '', path = ''] = post?.split('@') ?? []
    if (post === null || path === '') return kinds[actorKind] ? say(kinds[actorKind]) : actorKind
    const words = roleWords[role as Role] // written down by the same pipeline that knows the roles
    return `${nameOf(path.split('/').at(-1))} · ${words ? say(words) : role}`
  }
  const outcomes = {
    done: say({ zh: '完成', en: 'Done' }),
    denied: say({ zh: '拒绝', en: 'Denied' }),
    failed: say({ zh: '失败', en: 'Failed' }),
  }
  return (
    <Page
      title={say({ zh: '审计', en: 'Audit' })}
      lead={say({
        zh: '每一次读取个人信息、每一次改动。您的查阅也会记下。',
        en: 'Every reading of personal data, every change. Your looking is written down too.',
      })}
      width="wide"
    >
      <form
        className={styles.find}
        onSubmit={(event) => {
          event.preventDefault()
          setFilter({ ...draft, from: startOf(draft.from, 0), to: startOf(draft.to, 1) })
        }}
      >
        {input('actor', say({ zh: '谁（编号）', en: 'Who (id)' }))}
        <label>
          {say({ zh: '做了什么', en: 'Action' })}
          <select
            value={draft.action ?? ''}
            onChange={(event) => setDraft({ ...draft, action: event.target.value || undefined })}
          >
            <option value="">{say({ zh: '全部', en: 'All' })}</option>
            {actions.map(({ action, title }) => (
              <option key={action} value={action}>
                {say(title)}
              </option>
            ))}
          </select>
        </label>
        {input('resource', say({ zh: '对什么', en: 'On what' }))}
        <label>
          {say({ zh: '结果', en: 'Outcome' })}
          <select
            value={draft.outcome ?? ''}
            onChange={(event) => setDraft({ ...draft, outcome: event.target.value || undefined })}
          >
            <option value="">{say({ zh: '全部', en: 'All' })}</option>
            {Object.entries(outcomes).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        {day('from', say({ zh: '从（日期）', en: 'From (day)' }))}
        {day('to', say({ zh: '到（含当日）', en: 'To (that day too)' }))}
        <Button type="submit" tone="primary" icon="search" busy={audit.isFetching}>
          {say({ zh: '查', en: 'Look' })}
        </Button>
        <Button
          icon="download"
          disabled={rows.length === 0}
          onClick={() =>
            download(
              'audit.csv',
              csvOf([
                ['at', 'actor', 'kind', 'post', 'action', 'resource', 'purpose', 'outcome', 'reason', 'facts'],
                ...rows.map((row) => [
                  row.at,
                  row.actor,
                  row.actorKind,
                  row.post ?? '',
                  row.action,
                  row.resource ?? '',
                  row.purpose ?? '',
                  row.outcome,
                  row.reason ?? '',
                  JSON.stringify(row.facts ?? {}),
                ]),
              ]),
            )
          }
        >
          CSV
        </Button>
      </form>
      {audit.error ? <Trouble error={audit.error} again={() => void audit.refetch()} /> : null}
      {audit.isPending ? <Loading lines={8} /> : null}
      {audit.data && rows.length === 0 ? (
        <Empty icon="eye" title={say({ zh: '没有相符的记录', en: 'Nothing matches' })} />
      ) : null}
      {rows.length > 0 ? (
        <Table
          caption={say({ zh: '审计记录', en: 'Audit' })}
          columns={[
            {
              key: 'at',
              title: say({ zh: '时间', en: 'When' }),
              head: true,
              cell: (row) => <span className="unit">{sayInstant(say, row.at)}</span>,
            },
            {
              key: 'who',
              title: say({ zh: '谁', en: 'Who' }),
              cell: (row) => <code title={row.actor}>{row.actor.slice(0, 13)}</code>,
            },
            { key: 'post', title: say({ zh: '岗位', en: 'Post' }), cell: postOf },
            {
              key: 'action',
              title: say({ zh: '做了什么', en: 'Action' }),
              cell: (row) => <span title={row.action}>{titleOf(row.action)}</span>,
            },
            {
              key: 'resource',
              title: say({ zh: '对什么', en: 'On what' }),
              cell: (row) => <code>{row.resource ?? ''}</code>,
            },
            { key: 'purpose', title: say({ zh: '目的', en: 'Purpose' }), cell: (row) => purposeOf(say, row.purpose) },
            {
              key: 'outcome',
              title: say({ zh: '结果', en: 'Outcome' }),
              cell: (row) => (
                <StateMark
                  shape={row.outcome === 'done' ? 'done' : row.outcome === 'denied' ? 'soon' : 'urgent'}
                  tone={row.outcome === 'done' ? 'plain' : row.outcome === 'denied' ? 'soon' : 'urgent'}
                >
                  {outcomes[row.outcome as keyof typeof outcomes] ?? row.outcome}
                </StateMark>
              ),
            },
            {
              key: 'facts',
              title: say({ zh: '要点', en: 'Facts' }),
              cell: (row) => (
                <span className={styles.facts}>{row.facts ? factsOf(row.facts) : (row.reason ?? '')}</span>
              ),
            },
          ]}
          rows={rows}
          keyOf={(row) => row.id}
        />
      ) : null}
      {audit.hasNextPage ? (
        <Button busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          {say({ zh: '更早的', en: 'Earlier' })}
        </Button>
      ) : null}
    </Page>
  )
}
