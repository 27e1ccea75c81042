import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { choice, type Fields, officeField, text, yesNo } from '../../kernel/record/index.ts'
import { officeQuery, officeTreeQuery } from '../api/admin.ts'
import { api } from '../api/client.ts'
import type { Office } from '../api/offices.ts'
import { useOfficeNames } from '../case/index.ts'
import { QuickForm, type Values } from '../kit/form/index.ts'
import {
  Button,
  Buttons,
  Dialog,
  Facts,
  Icon,
  Loading,
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
import { officeKinds } from './office-kinds.ts'

const levels = {
  city: { zh: '市', en: 'City' },
  district: { zh: '区', en: 'District' },
  street: { zh: '街镇', en: 'Street or town' },
  grid: { zh: '网格', en: 'Grid' },
  community: { zh: '居村', en: 'Community' },
}

/** The tree of offices, level by level; each office with what became of it and what may be done to it. */
export function Offices(): JSX.Element {
  const say = useSay()
  const kindOf = (kind: string): string => (officeKinds[kind] ? say(officeKinds[kind]) : kind)
  const [asked] = useSearchParams()
  const at = asked.get('at') ?? undefined
  const tree = useQuery(officeTreeQuery(at))
  const root = tree.data?.items[0]
  return (
    <Page title={say({ zh: '机构', en: 'Offices' })} width="wide">
      {tree.error ? <Trouble error={tree.error} again={() => void tree.refetch()} /> : null}
      {tree.isPending ? <Loading lines={8} /> : null}
      {tree.data?.parent ? <Crumbs office={tree.data.parent} /> : null}
      {tree.data?.parent ? <OneOffice id={tree.data.parent.id} /> : null}
      {tree.data ? (
        <Section
          title={
            at === undefined
              ? say({ zh: '全市', en: 'The city' })
              : say.count(tree.data.items.length, {
                  zh: '下设 {n} 个',
                  en: { one: '{n} office below', other: '{n} offices below' },
                })
          }
        >
          <Table
            caption={say({ zh: '下级机构', en: 'Offices below' })}
            columns={[
              {
                key: 'title',
                title: say({ zh: '名称', en: 'Name' }),
                head: true,
                cell: (row) => <Link to={`/admin/offices?at=${row.id}`}>{say(row.title)}</Link>,
              },
              { key: 'level', title: say({ zh: '层级', en: 'Level' }), cell: (row) => say(levels[row.level]) },
              { key: 'kind', title: say({ zh: '类别', en: 'Kind' }), cell: (row) => kindOf(row.kind) },
              {
                key: 'id',
                title: say({ zh: '编号', en: 'Id' }),
                cell: (row) => <span className="unit">{row.id}</span>,
              },
              { key: 'children', title: say({ zh: '下级', en: 'Below' }), number: true, cell: (row) => row.children },
            ]}
            rows={at === undefined && root ? [root] : tree.data.items}
            keyOf={(row) => row.id}
          />
        </Section>
      ) : null}
    </Page>
  )
}

function Crumbs({ office }: { readonly office: Office }): JSX.Element {
  const say = useSay()
  const nameOf = useOfficeNames()
  const above = office.path.split('/').filter((part) => part !== '' && part !== office.id)
  return (
    <nav className={styles.crumbs} aria-label={say({ zh: '上级', en: 'Above' })}>
      {above.map((part) => (
        <span key={part} className={styles.crumbs} style={{ margin: 0 }}>
          <Link to={`/admin/offices?at=${part}`}>{nameOf(part)}</Link>
          <Icon name="right" size={1} />
        </span>
      ))}
      <strong>{say(office.title)}</strong>
    </nav>
  )
}

type Doing = {
  readonly title: string
  readonly fields: Fields
  readonly start?: Values
  readonly danger?: true
  readonly run: (values: Values) => Promise<unknown>
}

function OneOffice({ id }: { readonly id: string }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const mayChange = hasRole(useSession(), 'administrator')
  const found = useQuery(officeQuery(id))
  const [doing, setDoing] = useState<Doing>()
  const path = `/api/admin/offices/${id}`
  const zh = (title: Values): string => String(title.zh)
  const rename: Doing = {
    title: say({ zh: '更名', en: 'Rename' }),
    fields: { zh: text({ zh: '中文名称', en: 'Chinese name' }), en: text({ zh: '英文名称', en: 'English name' }) },
    start: { zh: found.data?.office.title.zh, en: found.data?.office.title.en },
    run: (values) => api(path, { method: 'PATCH', body: { title: { zh: zh(values), en: values.en } } }),
  }
  const move: Doing = {
    title: say({ zh: '调整隶属', en: 'Move' }),
    fields: { parent: officeField({ zh: '新的上级', en: 'New office above' }) },
    run: (values) => api(`${path}/move`, { method: 'POST', body: values }),
  }
  const abolish: Doing = {
    title: say({ zh: '撤销', en: 'Abolish' }),
    danger: true,
    fields: {
      successor: officeField({ zh: '由谁承接', en: 'Who succeeds it' }, { optional: true }),
      childrenToo: yesNo({ zh: '下级一并移交', en: 'Hand on what lies below too' }, { optional: true }),
    },
    run: (values) => api(`${path}/abolish`, { method: 'POST', body: values }),
  }
  const open: Doing = {
    title: say({ zh: '新设下级', en: 'Open an office below' }),
    fields: {
      id: text(
        { zh: '编号', en: 'Id' },
        { hint: { zh: '小写字母、数字、点和连字符', en: 'Lower-case letters, digits, dots, hyphens' } },
      ),
      zh: text({ zh: '中文名称', en: 'Chinese name' }),
      en: text({ zh: '英文名称', en: 'English name' }),
      level: choice({ zh: '层级', en: 'Level' }, levels),
      kind: text(
        { zh: '类别', en: 'Kind' },
        { hint: { zh: '如 grid、committee、construction', en: 'such as grid, committee, construction' } },
      ),
      division: text({ zh: '区划代码', en: 'Division code' }, { optional: true }),
    },
    run: ({ zh: chinese, en, ...rest }) =>
      api('/api/admin/offices', { method: 'POST', body: { ...rest, parent: id, title: { zh: chinese, en } } }),
  }
  if (!found.data) return found.error ? <Trouble error={found.error} /> : <Loading />
  const { office, history } = found.data
  return (
    <div className={styles.stack}>
      <Facts
        facts={[
          [say({ zh: '编号', en: 'Id' }), office.id],
          [say({ zh: '层级', en: 'Level' }), say(levels[office.level])],
          [say({ zh: '区划', en: 'Division' }), office.division ?? ''],
          [
            say({ zh: '状态', en: 'State' }),
            office.abolishedAt ? (
              <StateMark key="state" shape="closed" tone="still">
                {say({ zh: '已撤销', en: 'Abolished' })}
              </StateMark>
            ) : (
              <StateMark key="state" shape="done" tone="active">
                {say({ zh: '在设', en: 'Open' })}
              </StateMark>
            ),
          ],
        ]}
      />
      {mayChange && !office.abolishedAt ? (
        <Buttons>
          {[open, rename, move, abolish].map((one) => (
            <Button key={one.title} tone={one.danger ? 'danger' : 'plain'} onClick={() => setDoing(one)}>
              {one.title}
            </Button>
          ))}
        </Buttons>
      ) : null}
      {history.length > 0 ? (
        <details>
          <summary>{say({ zh: '沿革', en: 'History' })}</summary>
          <Table
            caption={say({ zh: '沿革', en: 'History' })}
            columns={[
              { key: 'at', title: say({ zh: '时间', en: 'When' }), head: true, cell: (row) => sayInstant(say, row.at) },
              { key: 'what', title: say({ zh: '变动', en: 'What' }), cell: (row) => row.what },
              {
                key: 'after',
                title: say({ zh: '变为', en: 'After' }),
                cell: (row) => <span className={styles.facts}>{JSON.stringify(row.after)}</span>,
              },
            ]}
            rows={history}
            keyOf={(row) => `${row.at}${row.what}`}
          />
        </details>
      ) : null}
      <Dialog side title={doing?.title ?? ''} open={doing !== undefined} onClose={() => setDoing(undefined)}>
        {doing ? (
          <QuickForm
            fields={doing.fields}
            {...(doing.start && { start: doing.start })}
            submit={doing.title}
            {...(doing.danger && { tone: 'danger' })}
            run={doing.run}
            onDone={() => {
              setDoing(undefined)
              void queries.invalidateQueries({ queryKey: ['admin'] })
              void queries.invalidateQueries({ queryKey: ['offices'] })
            }}
          />
        ) : null}
      </Dialog>
    </div>
  )
}
