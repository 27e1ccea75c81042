import { useMutation, useQuery } from '@tanstack/react-query'
import { type JSX, useEffect, useId, useRef, useState } from 'react'
import { Link } from 'react-router'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import { phone as phoneField } from '../../kernel/record/index.ts'
import { type CaseRow, callerQuery } from '../api/cases.ts'
import { offeredPacksQuery, packQuery } from '../api/packs.ts'
import { CaseNumber, caseStatus, type ReportDraft, sendReport } from '../case/index.ts'
import { FaultSummary, FieldView, useForm, type Values } from '../kit/form/index.ts'
import {
  Button,
  Buttons,
  Empty,
  Loading,
  Message,
  Page,
  preferencesNow,
  StateMark,
  sayWhen,
  Trouble,
  useSay,
  useShortcuts,
} from '../kit/index.ts'
import { useDraft } from '../offline/index.ts'
import { useSession } from '../shell/session.ts'
import styles from './entry.module.css'

/** Taking a call: who calls and what he called about before, what to ask, and the report, all by keyboard. */
export function Entry(): JSX.Element {
  const say = useSay()
  const packs = useQuery(offeredPacksQuery)
  const pack = useQuery(packQuery(packs.data?.[0]?.name ?? ''))
  const error = packs.error ?? pack.error
  return (
    <Page title={say({ zh: '话务录入', en: 'Take a call' })} width="wide">
      {error ? <Trouble error={error} again={() => void packs.refetch()} /> : null}
      {pack.data ? <EntryDesk pack={pack.data} /> : error ? null : <Loading />}
    </Page>
  )
}

function EntryDesk({ pack }: { readonly pack: Pack }): JSX.Element {
  const say = useSay()
  const id = useId()
  const summary = useRef<HTMLDivElement>(null)
  const person = useSession()?.actor.id ?? ''
  const draft = useDraft<ReportDraft>(`entry:${pack.name}:${person}`, () => ({
    actionId: uuidv7(),
    values: {},
  }))
  const { asks } = pack.flow
  const form = useForm(asks, draft.value.values, (values) => draft.set({ ...draft.value, values }))
  const phoneName = Object.entries(asks).find(([, field]) => field.type === 'phone')?.[0]
  const names = orderOf(pack, phoneName)
  const sending = useMutation({
    mutationFn: () =>
      sendReport({ pack, draft: draft.value, person, language: preferencesNow().language, remember: false }),
    networkMode: 'always',
    onSuccess: () => draft.clear(),
    onError: (error) => form.refuse(error),
  })
  const send = (): void => {
    if (sending.isPending) return
    if (form.check()) sending.mutate()
    else requestAnimationFrame(() => summary.current?.focus())
  }
  useSendKey(send)
  useShortcuts({ zh: '录入', en: 'Entry' }, [
    { keys: 'Ctrl Enter', words: { zh: '提交', en: 'Send' }, run: send, off: true },
  ])
  const typed = phoneName ? draft.value.values[phoneName] : undefined
  if (!draft.ready) return <Loading />
  return (
    <div className={styles.split}>
      <form
        noValidate
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <FaultSummary form={form} id={id} box={summary} />
        {sending.error && form.faults.length === 0 ? <Trouble error={sending.error} /> : null}
        {sending.data ? <Taken sent={sending.data} /> : null}
        {names.map((name) => {
          const field = asks[name]
          return field ? (
            <FieldView
              key={name}
              id={`${id}-${name}`}
              name={name}
              field={field}
              value={form.values[name]}
              onChange={(value) => form.set(name, value)}
              fault={form.faults.find((fault) => fault.field === name)}
              pack={pack.name}
            />
          ) : null
        })}
        <Buttons>
          <Button type="submit" tone="primary" busy={sending.isPending} shortcut="Ctrl+Enter">
            {say({ zh: '提交', en: 'Send' })}
          </Button>
          <Button tone="quiet" onClick={draft.clear}>
            {say({ zh: '清空', en: 'Clear' })}
          </Button>
        </Buttons>
      </form>
      <aside className={styles.side} aria-label={say({ zh: '通话', en: 'The call' })}>
        <Script pack={pack} values={draft.value.values} />
        <Caller phone={typeof typed === 'string' ? typed : ''} />
      </aside>
    </div>
  )
}

/** Who calls first, then what and where; photos do not come by telephone. */
function orderOf(pack: Pack, phone: string | undefined): readonly string[] {
  const { asks, marks } = pack.flow
  const rest = Object.keys(asks).filter(
    (name) => name !== phone && asks[name]?.type !== 'files' && name !== marks.title && asks[name]?.type !== 'instant',
  )
  const first = rest.filter((name) => asks[name]?.grade === 'personal' && asks[name]?.type === 'text')
  const words = [marks.text, marks.place].filter((name) => name !== undefined)
  const others = rest.filter((name) => !first.includes(name) && !words.includes(name))
  return [...(phone ? [phone] : []), ...first, ...words, ...others]
}

/** Ctrl+Enter sends from inside any field. */
function useSendKey(send: () => void): void {
  const latest = useRef(send)
  latest.current = send
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        latest.current()
      }
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

function Taken({ sent }: { readonly sent: Awaited<ReturnType<typeof sendReport>> }): JSX.Element {
  const say = useSay()
  if (sent.queued)
    return (
      <Message tone="warning" live title={say({ zh: '没有信号，已存在本机', en: 'No signal: kept on this device' })} />
    )
  return (
    <Message tone="done" live title={say({ zh: '已受理，请告诉来电人编号', en: 'Taken: tell the caller the number' })}>
      <p className={styles.number}>
        <CaseNumber number={sent.opened.number} />
      </p>
      <p>
        {say({ zh: '查询码', en: 'Code' })} <strong className="unit">{sent.opened.code}</strong> ·{' '}
        <Link to={`/desk/cases/${sent.opened.id}`}>{say({ zh: '打开并分拣', en: 'Open and sort it' })}</Link>
      </p>
    </Message>
  )
}

/** What to say and ask, in order; ticked off by what is already filled in. */
function Script({ pack, values }: { readonly pack: Pack; readonly values: Values }): JSX.Element {
  const say = useSay()
  const { asks, marks } = pack.flow
  const has = (name: string | undefined): boolean =>
    name !== undefined && values[name] !== undefined && values[name] !== ''
  const phone = Object.entries(asks).find(([, field]) => field.type === 'phone')?.[0]
  const lines = [
    {
      done: has(marks.text) || has(phone),
      words: { zh: '“您好，12345，请讲。”', en: '“Hello, 12345, how can I help?”' },
    },
    {
      done: has(marks.text),
      words: { zh: '什么事？从什么时候开始？影响到什么？', en: 'What is it? Since when? What does it affect?' },
    },
    {
      done: has(marks.place),
      words: { zh: '在哪里？附近有什么路口、小区、站点？', en: 'Where? Which crossing, estate or station is near?' },
    },
    {
      done: has(phone),
      words: {
        zh: '怎么称呼您？方便留电话吗？只给办理的人。',
        en: 'Your name? May we have your number? Only for those who handle it.',
      },
    },
    {
      done: false,
      words: {
        zh: '复述一遍，请对方确认；告诉编号和期限。',
        en: 'Say it back, let them agree; tell number and time limit.',
      },
    },
  ]
  return (
    <section>
      <h2>{say({ zh: '脚本', en: 'Script' })}</h2>
      <ol className={styles.script}>
        {lines.map((line) => (
          <li key={line.words.en} className={line.done ? styles.done : undefined}>
            <StateMark shape={line.done ? 'done' : 'new'} tone={line.done ? 'active' : 'still'}>
              <span>{say(line.words)}</span>
            </StateMark>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What this number called about before. */
function Caller({ phone }: { readonly phone: string }): JSX.Element {
  const say = useSay()
  const [asked, setAsked] = useState('')
  const isNumber = phone.replace(/\D/g, '').length >= 7
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked(isNumber ? phone : ''), 400)
    return () => window.clearTimeout(timer)
  }, [phone, isNumber])
  const history = useQuery(callerQuery(asked))
  const items: readonly CaseRow[] = history.data?.items ?? []
  return (
    <section>
      <h2>{say({ zh: '来电历史', en: 'Earlier calls' })}</h2>
      {asked === '' ? (
        <p className={styles.quiet}>
          {say(
            { zh: '输入{phone}后显示。', en: 'Shown when {phone} is filled in.' },
            { phone: say(phoneField({ zh: '电话', en: 'the number' }).title) },
          )}
        </p>
      ) : null}
      {history.error ? <Trouble error={history.error} again={() => void history.refetch()} /> : null}
      {history.data && items.length === 0 ? (
        <Empty icon="phone" title={say({ zh: '第一次来电', en: 'First call' })} />
      ) : null}
      <ul className={styles.history}>
        {items.map((item) => {
          const look = caseStatus(item.status)
          return (
            <li key={item.id}>
              <Link to={`/desk/cases/${item.id}`}>{item.title}</Link>
              <span>
                <StateMark shape={look.shape} tone={look.tone}>
                  {say(look.words)}
                </StateMark>{' '}
                {sayWhen(say, item.openedAt)}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
