import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import type { Role } from '../../kernel/access/index.ts'
import { choice, longText, text } from '../../kernel/record/index.ts'
import { askAboutData, ownLogQuery, ownRequestsQuery } from '../api/account.ts'
import { roleWords } from '../case/index.ts'
import { Button, Empty, type Say, Section, sayDate, sayInstant, Table, useSay } from '../kit/index.ts'
import styles from './account.module.css'
import { AccountPage } from './account-page.tsx'
import { ActForm } from './act-form.tsx'
import { Answered } from './answered.tsx'
import { Loaded, LoadedPages } from './loaded.tsx'

/** Who read or changed one's data, and what one asked to have corrected or deleted. */
export function Privacy(): JSX.Element {
  const say = useSay()
  return (
    <AccountPage title={say({ zh: '查阅记录与申请', en: 'Who read my data' })}>
      <Log />
      <Requests />
    </AccountPage>
  )
}

/** `clerk@/sh/d1` as the role in words. */
function roleOf(say: Say, post: string | undefined): string {
  const role = post?.split('@')[0] ?? ''
  return role in roleWords ? say(roleWords[role as Role]) : role // looked up one word before
}

const outcomes = {
  done: { zh: '已办', en: 'done' },
  denied: { zh: '被拒绝', en: 'refused' },
  failed: { zh: '未完成', en: 'failed' },
} as const

function Log(): JSX.Element {
  const say = useSay()
  const log = useInfiniteQuery(ownLogQuery)
  return (
    <Section title={say({ zh: '谁查阅过我的信息', en: 'Who read or changed my data' })}>
      <LoadedPages query={log} rowsOf={(page) => page.items}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon="eye" title={say({ zh: '没有别人查阅过', en: 'Nobody else has read it' })}>
              {say({ zh: '每一次查阅都会记在这里。', en: 'Every reading is written down here.' })}
            </Empty>
          ) : (
            <Table
              caption={say({ zh: '查阅记录，来源：平台审计', en: 'Readings, from the platform’s audit' })}
              rows={rows}
              keyOf={(row) => row.id}
              columns={[
                { key: 'at', title: say({ zh: '时间', en: 'Time' }), cell: (row) => sayInstant(say, row.at) },
                {
                  key: 'by',
                  title: say({ zh: '谁', en: 'Who' }),
                  head: true,
                  cell: (row) => (
                    <>
                      {row.by || say({ zh: '平台自动', en: 'The platform itself' })}
                      <span className={styles.quiet}>{roleOf(say, row.post)}</span>
                    </>
                  ),
                },
                { key: 'what', title: say({ zh: '做了什么', en: 'What' }), cell: (row) => row.action },
                { key: 'why', title: say({ zh: '目的', en: 'Purpose' }), cell: (row) => row.purpose ?? '' },
                {
                  key: 'outcome',
                  title: say({ zh: '结果', en: 'Outcome' }),
                  cell: (row) =>
                    row.outcome in outcomes ? say(outcomes[row.outcome as keyof typeof outcomes]) : row.outcome, // looked up one word before
                },
              ]}
            />
          )
        }
      </LoadedPages>
    </Section>
  )
}

const fields = {
  kind: choice(
    { zh: '申请什么', en: 'What do you ask for?' },
    {
      correct: { zh: '更正信息', en: 'Correct data' },
      delete: { zh: '删除信息', en: 'Delete data' },
    },
  ),
  name: text(
    { zh: '正确的姓名', en: 'The right name' },
    { optional: true, max: 100, when: 'kind = "correct"', hint: { zh: '姓名有误时填写', en: 'If the name is wrong' } },
  ),
  says: longText({ zh: '说明', en: 'What is it about?' }, { max: 1000 }),
}

function Requests(): JSX.Element {
  const say = useSay()
  const requests = useQuery(ownRequestsQuery)
  const [asking, setAsking] = useState(false)
  return (
    <Section title={say({ zh: '更正与删除申请', en: 'Requests to correct or delete' })}>
      <p>
        {say({
          zh: '依据个人信息保护法第四十六、四十七条，您可以要求更正或删除。答复会写在这里。',
          en: 'Under PIPL articles 46 and 47 you may ask to have data corrected or deleted. The answer appears here.',
        })}
      </p>
      <Loaded query={requests}>
        {({ items }) =>
          items.length === 0 ? null : (
            <ul className={`${styles.list} ${styles.after}`}>
              {items.map((request) => (
                <li key={request.id}>
                  <span>
                    {request.kind === 'correct'
                      ? say({ zh: '更正', en: 'Correct' })
                      : say({ zh: '删除', en: 'Delete' })}
                    {say({ zh: '：', en: ': ' })}
                    {request.says}
                    <small>
                      {sayDate(say, request.madeAt)}
                      {request.answer ? ` · ${request.answer}` : ''}
                    </small>
                  </span>
                  <Answered request={request} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <div className={styles.after}>
        {asking ? (
          <ActForm
            fields={fields}
            submit={say({ zh: '提出申请', en: 'Send the request' })}
            run={({ kind, says, name }) =>
              askAboutData({
                kind: kind === 'delete' ? 'delete' : 'correct',
                says: String(says),
                ...(typeof name === 'string' && { wanted: { name } }),
              })
            }
            said={{ zh: '申请已提出', en: 'Request sent' }}
            touches={[ownRequestsQuery.queryKey]}
            onDone={() => setAsking(false)}
            onCancel={() => setAsking(false)}
          />
        ) : (
          <Button icon="pencil" onClick={() => setAsking(true)}>
            {say({ zh: '提出申请', en: 'Make a request' })}
          </Button>
        )}
      </div>
    </Section>
  )
}
