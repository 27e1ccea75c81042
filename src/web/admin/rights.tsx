import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { Role } from '../../kernel/access/index.ts'
import type { Words } from '../../kernel/words.ts'
import { type Right, rightsQuery } from '../api/admin.ts'
import { roleWords } from '../case/index.ts'
import { Loading, Page, Table, Trouble, useSay } from '../kit/index.ts'
import styles from './admin.module.css'

const others: Readonly<Record<string, Words>> = {
  anyone: { zh: '任何人', en: 'anyone' },
  'signed-in': { zh: '登录的人', en: 'who is signed in' },
  service: { zh: '外部程序', en: 'outside programs' },
  system: { zh: '系统', en: 'the system' },
}

const relations: Readonly<Record<string, Words>> = {
  any: { zh: '', en: '' },
  own: { zh: '对自己的', en: 'on one’s own' },
  link: { zh: '凭查询码', en: 'with its link' },
  holds: { zh: '本单位承办的', en: 'held by the office' },
  helps: { zh: '请本单位会办的', en: 'where help is asked' },
  over: { zh: '本级及以下的', en: 'here and below' },
  involved: { zh: '经手过的', en: 'where involved' },
  ahead: { zh: '将要承办的', en: 'going to be held by the office' },
}

/** Who may do what, standing how to the thing: the very table that decides, not a description of it. */
export function Rights(): JSX.Element {
  const say = useSay()
  const rights = useQuery(rightsQuery)
  const [typed, setTyped] = useState('')
  const who = (grant: Right['grants'][number]): string => {
    const name = roleWords[grant.who as Role] ?? others[grant.who]
    const relation = relations[grant.relation]
    return [name ? say(name) : grant.who, relation ? say(relation) : grant.relation, grant.levels?.join('/') ?? '']
      .filter(Boolean)
      .join(' ')
  }
  const rows = (rights.data?.rights ?? []).filter((right) =>
    `${right.action} ${right.title.zh} ${right.title.en}`.toLowerCase().includes(typed.trim().toLowerCase()),
  )
  return (
    <Page title={say({ zh: '权限', en: 'Rights' })} width="wide">
      <div className={styles.find}>
        <label>
          {say({ zh: '查找', en: 'Find' })}
          <input type="search" maxLength={100} value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
      </div>
      {rights.error ? <Trouble error={rights.error} again={() => void rights.refetch()} /> : null}
      {rights.isPending ? <Loading lines={8} /> : null}
      {rows.length > 0 ? (
        <Table
          caption={say({ zh: '权限总表', en: 'The table of rights' })}
          columns={[
            { key: 'title', title: say({ zh: '可以', en: 'May' }), head: true, cell: (row) => say(row.title) },
            {
              key: 'who',
              title: say({ zh: '谁', en: 'Who' }),
              cell: (row) => row.grants.map(who).join(say({ zh: '、', en: '; ' })) || say({ zh: '无人', en: 'nobody' }),
            },
            { key: 'grade', title: say({ zh: '级别', en: 'Grade' }), cell: (row) => row.grade },
            { key: 'action', title: say({ zh: '代号', en: 'Name' }), cell: (row) => <code>{row.action}</code> },
          ]}
          rows={rows}
          keyOf={(row) => row.action}
        />
      ) : null}
    </Page>
  )
}
