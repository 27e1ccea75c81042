import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type JSX, useId, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { caseNumber } from '../../kernel/codes/index.ts'
import type { Lesson } from '../../kernel/dispatch/index.ts'
import type { Words } from '../../kernel/words.ts'
import { type Lessons, lessonsQuery, type Overruling, revokeOverruling, termsQuery } from '../api/dispatch.ts'
import {
  Button,
  Buttons,
  Dialog,
  Empty,
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
import styles from './dispatch.module.css'
import { boardOffice, causeWords, signed } from './words.ts'

/** What people's overruling taught: every lesson with the overrulings it is made of, whether it would have helped, and the way to take it back. */
export function LessonsPage(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const [asked] = useSearchParams()
  const office = asked.get('office') ?? boardOffice(session)
  return (
    <Page
      width="wide"
      title={say({ zh: '从改派中学到的', en: 'Learned from overruling' })}
      lead={say({
        zh: '每次改派记下原因和多花的分钟。同一班组、同一类任务的改派相加，除以次数加二；同一街道的再向那里的靠近。此外不看任何东西。',
        en: 'Each overruling is kept with its reason and the minutes it costs. Those of one crew and kind are added and divided by their number and two; within a street they move on towards what was told there. Nothing else is looked at.',
      })}
      back={{ to: '/desk/dispatch', words: say({ zh: '派遣', en: 'Dispatch' }) }}
    >
      {office === undefined ? (
        session ? (
          <Empty icon="people" title={say({ zh: '您没有派遣的岗位', en: 'None of your posts dispatches' })} />
        ) : (
          <Loading lines={6} />
        )
      ) : (
        <Learned office={office} mayRevoke={hasRole(session, 'dispatcher', 'duty-officer')} />
      )}
    </Page>
  )
}

function Learned({ office, mayRevoke }: { readonly office: string; readonly mayRevoke: boolean }): JSX.Element {
  const say = useSay()
  const query = useQuery(lessonsQuery(office))
  const { data: terms } = useQuery(termsQuery)
  const [revoking, setRevoking] = useState<Overruling>()
  if (query.error) return <Trouble error={query.error} again={() => void query.refetch()} />
  if (!query.data) return <Loading lines={6} />
  const { lessons, overrulings, crews, areas } = query.data
  const named = (words: Words | undefined) => (words ? say(words) : '–')
  const kindOf = (kind: string) => named(terms?.kinds.find(({ name }) => name === kind)?.title)
  const crew = (id: string | null) => (id === null ? say({ zh: '暂不派', en: 'nobody' }) : named(crews[id]))
  return (
    <>
      <BackTested data={query.data} />
      <Section title={say({ zh: '学到的', en: 'Lessons' })}>
        <Table<Lesson>
          caption={say({ zh: '每个班组、每类任务、每个街道', en: 'By crew, kind and street' })}
          rows={lessons}
          keyOf={({ crew: who, kind, area }) => `${who} ${kind} ${area ?? ''}`}
          columns={[
            { key: 'crew', head: true, title: say({ zh: '班组', en: 'Crew' }), cell: (one) => crew(one.crew) },
            { key: 'kind', title: say({ zh: '任务', en: 'Kind' }), cell: (one) => kindOf(one.kind) },
            {
              ...{ key: 'area', title: say({ zh: '街道', en: 'Street' }) },
              cell: (one) =>
                one.area === undefined ? say({ zh: '不分街道', en: 'anywhere' }) : named(areas[one.area]),
            },
            {
              ...{
                key: 'minutes',
                number: true,
                title: say({ zh: '分钟（负：优先）', en: 'Minutes (below 0: preferred)' }),
              },
              cell: (one) => signed(one.minutes),
            },
            {
              ...{ key: 'of', number: true, title: say({ zh: '来自几次改派', en: 'From overrulings' }) },
              cell: (one) => one.of.length,
            },
          ]}
        />
      </Section>
      <Section title={say({ zh: '改派记录', en: 'Overrulings' })}>
        <Table<Overruling>
          caption={say({ zh: '最近的在前', en: 'The latest first' })}
          rows={overrulings}
          keyOf={({ id }) => id}
          columns={[
            {
              ...{ key: 'case', head: true, title: say({ zh: '事项', en: 'Case' }) },
              cell: (one) => <Link to={`/desk/cases/${one.case}`}>{caseNumber.format(one.number)}</Link>,
            },
            { key: 'kind', title: say({ zh: '任务', en: 'Kind' }), cell: (one) => kindOf(one.kind) },
            {
              ...{ key: 'way', title: say({ zh: '从 → 到', en: 'From → to' }) },
              cell: (one) =>
                one.from === one.to
                  ? `${crew(one.to)} ${one.fromNth ?? ''} → ${one.toNth ?? ''}`
                  : `${crew(one.from)} → ${crew(one.to)}`,
            },
            {
              ...{ key: 'more', number: true, title: say({ zh: '多花分钟', en: 'Minutes more' }) },
              cell: (one) => signed(one.more),
            },
            {
              ...{ key: 'why', title: say({ zh: '原因', en: 'Reason' }) },
              cell: (one) => `${say(causeWords[one.cause])} · ${one.reason}`,
            },
            {
              ...{ key: 'by', title: say({ zh: '何时由谁', en: 'By' }) },
              cell: (one) => `${one.by} · ${sayInstant(say, one.at)}`,
            },
            {
              ...{ key: 'state', title: say({ zh: '是否学习', en: 'Learned from' }) },
              cell: (one) => <Standing one={one} onRevoke={mayRevoke ? () => setRevoking(one) : undefined} />,
            },
          ]}
        />
      </Section>
      {revoking ? <RevokeDialog one={revoking} onClose={() => setRevoking(undefined)} /> : null}
    </>
  )
}

/** Would what was learned have proposed what people chose? Each decision is tried with what was learned before it. */
function BackTested({ data: { backTest } }: { readonly data: Lessons }): JSX.Element {
  const say = useSay()
  const rows = [
    {
      key: 'overruled',
      title: say({ zh: '改派给别的班组的', en: 'Overruled to another crew' }),
      ...backTest.overruled,
    },
    { key: 'accepted', title: say({ zh: '照方案确认的', en: 'Confirmed as proposed' }), ...backTest.accepted },
  ]
  return (
    <Section
      title={say({ zh: '回测：会和人选的一样吗', en: 'Tried on the past: would it have chosen as people did?' })}
    >
      <Table
        caption={say({ zh: '每次决定只用在它之前学到的', en: 'Each decision with what was learned before it alone' })}
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          { key: 'title', head: true, title: say({ zh: '决定', en: 'Decisions' }), cell: (row) => row.title },
          { key: 'of', number: true, title: say({ zh: '件数', en: 'How many' }), cell: (row) => row.of },
          {
            ...{ key: 'with', number: true, title: say({ zh: '用学到的会选对', en: 'Chosen alike with lessons' }) },
            cell: (row) => row.withLessons,
          },
          {
            ...{ key: 'without', number: true, title: say({ zh: '不用会选对', en: 'Without them' }) },
            cell: (row) => row.without,
          },
        ]}
      />
    </Section>
  )
}

function Standing({
  one,
  onRevoke,
}: {
  readonly one: Overruling
  readonly onRevoke: (() => void) | undefined
}): JSX.Element {
  const say = useSay()
  if (one.revokedAt !== null)
    return (
      <StateMark shape="returned" tone="still">
        {say(
          { zh: '{who}撤销：{why}', en: 'taken back by {who}: {why}' },
          { who: one.revokedBy ?? '', why: one.revokedWhy ?? '' },
        )}
      </StateMark>
    )
  if (one.isReplaced) return <span>{say({ zh: '后来又改', en: 'changed again' })}</span>
  if (!one.learns) return <span>{say({ zh: '不学习', en: 'no' })}</span>
  return (
    <>
      {say({ zh: '是', en: 'yes' })}{' '}
      {onRevoke ? (
        <Button
          size="s"
          tone="quiet"
          onClick={onRevoke}
          aria-label={`${say({ zh: '撤销', en: 'Take back' })} ${caseNumber.format(one.number)}`}
        >
          {say({ zh: '撤销', en: 'Take back' })}
        </Button>
      ) : null}
    </>
  )
}

function RevokeDialog({ one, onClose }: { readonly one: Overruling; readonly onClose: () => void }): JSX.Element {
  const say = useSay()
  const id = useId()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const send = useMutation({
    mutationFn: () => revokeOverruling(one.id, reason.trim()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['dispatch'] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!send.isPending) send.mutate()
  }
  return (
    <Dialog open onClose={onClose} title={say({ zh: '不再从这次改派学习', en: 'Learn no more from this' })}>
      <form className={styles.form} onSubmit={submit}>
        {send.error ? <Trouble error={send.error} /> : null}
        <label htmlFor={id}>{say({ zh: '理由', en: 'Reason' })}</label>
        <input
          id={id}
          required
          minLength={2}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Buttons>
          <Button type="submit" tone="primary" busy={send.isPending}>
            {say({ zh: '撤销', en: 'Take back' })}
          </Button>
          <Button onClick={onClose}>{say({ zh: '取消', en: 'Cancel' })}</Button>
        </Buttons>
      </form>
    </Dialog>
  )
}
