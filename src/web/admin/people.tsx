import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link } from 'react-router'
import { choice, text } from '../../kernel/record/index.ts'
import { type PasswordLink, peopleQuery } from '../api/admin.ts'
import { api } from '../api/client.ts'
import { roleWords } from '../case/index.ts'
import { QuickForm } from '../kit/form/index.ts'
import { Button, Dialog, Empty, Loading, Page, StateMark, Table, Trouble, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './admin.module.css'
import { OnceLink } from './once-link.tsx'

const fields = {
  name: text({ zh: '姓名', en: 'Name' }, { max: 100 }),
  login: text({ zh: '用户名', en: 'User name' }, { optional: true, min: 2, max: 64 }),
  kind: choice(
    { zh: '类别', en: 'Kind' },
    {
      official: { zh: '工作人员', en: 'Official' },
      resident: { zh: '居民', en: 'Resident' },
      service: { zh: '外部程序', en: 'Outside program' },
    },
  ),
  locale: choice(
    { zh: '语言', en: 'Language' },
    { zh: { zh: '中文', en: 'Chinese' }, en: { zh: '英文', en: 'English' } },
  ),
}

/** People of one's part of the tree: found by name, each opening to posts and access. */
export function People(): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const may = hasRole(useSession(), 'administrator')
  const [typed, setTyped] = useState('')
  const [kind, setKind] = useState<string>('official')
  const [adding, setAdding] = useState(false)
  const [link, setLink] = useState<PasswordLink>()
  const people = useInfiniteQuery(peopleQuery(typed.trim(), kind || undefined))
  const items = people.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page
      title={say({ zh: '人员', en: 'People' })}
      width="wide"
      actions={
        may ? (
          <Button tone="primary" icon="plus" onClick={() => setAdding(true)}>
            {say({ zh: '新增人员', en: 'Add a person' })}
          </Button>
        ) : undefined
      }
    >
      <div className={styles.find}>
        <label>
          {say({ zh: '姓名或用户名的开头', en: 'Beginning of a name or user name' })}
          <input type="search" maxLength={100} value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
        <label>
          {say({ zh: '类别', en: 'Kind' })}
          <select value={kind} onChange={(event) => setKind(event.target.value)}>
            <option value="">{say({ zh: '全部', en: 'All' })}</option>
            {(fields.kind.options ?? []).map((option) => (
              <option key={option.value} value={option.value}>
                {say(option.title)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {link ? <OnceLink link={link} /> : null}
      {people.error ? <Trouble error={people.error} again={() => void people.refetch()} /> : null}
      {people.isPending ? <Loading lines={8} /> : null}
      {people.data && items.length === 0 ? (
        <Empty icon="people" title={say({ zh: '没有找到', en: 'Nobody found' })} />
      ) : null}
      {items.length > 0 ? (
        <Table
          caption={say({ zh: '人员', en: 'People' })}
          columns={[
            {
              key: 'name',
              title: say({ zh: '姓名', en: 'Name' }),
              head: true,
              cell: (row) => <Link to={`/admin/people/${row.id}`}>{row.name}</Link>,
            },
            { key: 'login', title: say({ zh: '用户名', en: 'User name' }), cell: (row) => row.login ?? '' },
            { key: 'phone', title: say({ zh: '电话', en: 'Phone' }), cell: (row) => row.phone ?? '' },
            {
              key: 'posts',
              title: say({ zh: '岗位', en: 'Posts' }),
              cell: (row) =>
                row.posts
                  .map((post) => `${say(post.title)} · ${say(roleWords[post.role])}`)
                  .join(say({ zh: '；', en: '; ' })),
            },
            {
              key: 'status',
              title: say({ zh: '状态', en: 'State' }),
              cell: (row) =>
                row.status === 'active' ? (
                  <StateMark shape="done" tone="active">
                    {say({ zh: '在用', en: 'Active' })}
                  </StateMark>
                ) : (
                  <StateMark shape="closed" tone="still">
                    {say({ zh: '停用', en: 'Inactive' })}
                  </StateMark>
                ),
            },
          ]}
          rows={items}
          keyOf={(row) => row.id}
        />
      ) : null}
      {people.hasNextPage ? (
        <Button busy={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
          {say({ zh: '再看一些', en: 'More' })}
        </Button>
      ) : null}
      <Dialog side title={say({ zh: '新增人员', en: 'Add a person' })} open={adding} onClose={() => setAdding(false)}>
        <QuickForm
          fields={fields}
          start={{ kind: 'official', locale: 'zh' }}
          submit={say({ zh: '新增', en: 'Add' })}
          run={(body) =>
            api<{ readonly id: string; readonly link?: PasswordLink }>('/api/admin/people', { method: 'POST', body })
          }
          onDone={(made) => {
            setAdding(false)
            setLink(made.link)
            void queries.invalidateQueries({ queryKey: ['admin', 'people'] })
          }}
        />
      </Dialog>
    </Page>
  )
}
