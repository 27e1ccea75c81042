import { useMutation, useQuery } from '@tanstack/react-query'
import { type JSX, useEffect, useId, useRef } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import type { Pack } from '../../../kernel/pack/index.ts'
import type { PlaceValue } from '../../../kernel/record/index.ts'
import { nearQuery } from '../../api/cases.ts'
import { similarQuery } from '../../api/insight.ts'
import { sendReport } from '../../case/index.ts'
import { FaultSummary, FieldView, type Form, useForm, type Values } from '../../kit/form/index.ts'
import { Button, Loading, Message, Page, preferencesNow, Steps, sayWhen, Trouble, useSay } from '../../kit/index.ts'
import { useSession } from '../../shell/session.ts'
import { type KnownCase, knownCases } from './known-cases.ts'
import { NearBy } from './near-by.tsx'
import { PageButtons } from './page-buttons.tsx'
import styles from './report.module.css'
import { ReportCheck } from './report-check.tsx'
import { pagesOf, type ReportPage } from './report-pages.ts'
import { useReportDraft } from './use-report.ts'

/** A report, one question a page, from the declaration of its pack; a draft at every moment. */
export function ReportWizard({
  pack,
  words,
}: {
  readonly pack: Pack
  readonly words?: string | undefined
}): JSX.Element {
  const say = useSay()
  const navigate = useNavigate()
  const person = useSession()?.actor.id ?? 'anonymous'
  const draft = useReportDraft(pack.name)
  const { values } = draft.value
  const form = useForm(pack.flow.asks, values, (next) => draft.set({ ...draft.value, values: next }))
  const [asked, setAsked] = useSearchParams()
  const { pages, near } = usePages(pack, values)
  const wanted = pages.findIndex((one) => one.name === asked.get('page'))
  // The look at what is near by has gone because nothing is: what came after it is meant.
  const at =
    wanted >= 0 ? wanted : asked.get('page') === 'near' ? pages.findIndex((one) => one.name === 'place') + 1 : 0
  const page = pages[at]
  const go = (to: number): void => {
    const next = pages[to]
    if (next) setAsked({ page: next.name })
  }
  useWordsFromSearch(pack, words, draft)
  const sending = useMutation({
    mutationFn: () =>
      sendReport({ pack, draft: draft.value, person, language: preferencesNow().language, remember: true }),
    networkMode: 'always',
    onSuccess: (sent) => {
      draft.clear()
      void navigate(sent.queued ? '/report/kept' : `/report/done/${sent.opened.code}`, { replace: true })
    },
    onError: (error) => form.refuse(error),
  })
  if (!draft.ready || !page) return <Loading />
  return (
    <Page
      above={<Steps at={at} names={pages.map((one) => say(one.title))} />}
      title={say(page.title)}
      lead={page.kind === 'fields' && page.lead ? say(page.lead) : undefined}
    >
      {draft.restoredAt !== undefined && at === 0 ? (
        <p className={styles.restored}>
          {say(
            { zh: '找到 {when} 没写完的内容，接着写就行。', en: 'Here is what you began {when}.' },
            { when: sayWhen(say, draft.restoredAt) },
          )}{' '}
          <Button tone="quiet" size="s" onClick={draft.clear}>
            {say({ zh: '清空重写', en: 'Start afresh' })}
          </Button>
        </p>
      ) : null}
      {sending.error ? <Trouble error={sending.error} /> : null}
      <PageBody
        key={page.name}
        pack={pack}
        page={page}
        form={form}
        near={near}
        onBack={at > 0 ? () => go(at - 1) : undefined}
        onNext={() => go(at + 1)}
        onChange={(name) => go(pages.findIndex((one) => one.name === name))}
        onSend={() => sending.mutate()}
        sending={sending.isPending}
      />
    </Page>
  )
}

/** The pages of this report; the look at what is known already only where there is something to see. */
function usePages(
  pack: Pack,
  values: Values,
): { readonly pages: readonly ReportPage[]; readonly near: readonly KnownCase[] | undefined } {
  const place = values[pack.flow.marks.place ?? ''] as PlaceValue | undefined // the mark names a place field
  const near = useQuery(nearQuery(place?.point, pack.nearby?.metres ?? 300, pack.nearby?.days))
  const text = String(values[pack.flow.marks.text] ?? '')
  const similar = useQuery(similarQuery({ text, pack: pack.name, point: place?.point }))
  const waits = (place?.point !== undefined && near.isPending) || similar.isFetching
  const known = knownCases(similar.data ?? [], near.data ?? [])
  return {
    pages: pagesOf(pack).filter((page) => page.kind !== 'near' || waits || known.length > 0),
    near: waits ? undefined : known,
  }
}

/** What was typed into the search box becomes the beginning of the report, unless something is being written already. */
function useWordsFromSearch(pack: Pack, words: string | undefined, draft: ReturnType<typeof useReportDraft>): void {
  const taken = useRef(false)
  useEffect(() => {
    if (!words || !draft.ready || taken.current) return
    taken.current = true
    const name = pack.flow.marks.text
    if (!draft.value.values[name]) draft.set({ ...draft.value, values: { ...draft.value.values, [name]: words } })
  }, [pack, words, draft])
}

type BodyProps = {
  readonly pack: Pack
  readonly page: ReportPage
  readonly form: Form
  readonly near: readonly KnownCase[] | undefined
  readonly onBack: (() => void) | undefined
  readonly onNext: () => void
  readonly onChange: (page: string) => void
  readonly onSend: () => void
  readonly sending: boolean
}

function PageBody(props: BodyProps): JSX.Element {
  const { page, near, onBack, onNext } = props
  switch (page.kind) {
    case 'fields':
      return <FieldsPage {...props} page={page} />
    case 'near':
      return <NearBy near={near} onBack={onBack} onNext={onNext} />
    case 'check':
      return <ReportCheck {...props} page={page} />
  }
}

function FieldsPage({
  pack,
  page,
  form,
  onBack,
  onNext,
}: BodyProps & { readonly page: Extract<ReportPage, { kind: 'fields' }> }): JSX.Element {
  const say = useSay()
  const id = useId()
  const summary = useRef<HTMLDivElement>(null)
  const shown = form.asked.filter(([name]) => page.fields.includes(name))
  const isEmpty = shown.every(([name]) => isBlank(form.values, name))
  const optional = shown.every(([, field]) => !field.required)
  const next = (): void => {
    if (form.check(page.fields)) onNext()
    else requestAnimationFrame(() => summary.current?.focus())
  }
  return (
    <form
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        next()
      }}
    >
      <FaultSummary form={form} id={id} box={summary} />
      {shown.map(([name, field]) => (
        <FieldView
          key={name}
          id={`${id}-${name}`}
          name={name}
          field={field}
          value={form.values[name]}
          onChange={(value) => form.set(name, value)}
          fault={form.faults.find((fault) => fault.field === name)}
          pack={pack.name}
          {...(shown.length === 1 && { only: true })}
        />
      ))}
      <PageButtons onBack={onBack}>
        <Button type="submit" tone="primary" after="go">
          {optional && isEmpty ? say({ zh: '跳过', en: 'Skip' }) : say({ zh: '下一步', en: 'Next' })}
        </Button>
      </PageButtons>
    </form>
  )
}

const isBlank = (values: Values, name: string): boolean => {
  const value = values[name]
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/** What to say where the report was kept for want of a signal. */
export function ReportKept(): JSX.Element {
  const say = useSay()
  return (
    <Page title={say({ zh: '已存在本机', en: 'Kept on this device' })}>
      <Message
        tone="note"
        title={say({
          zh: '现在没有信号，有信号后自动提交。',
          en: 'There is no signal now; it is sent when there is one.',
        })}
      >
        <p>
          {say({
            zh: '不用再填一遍，关掉页面也没关系。提交后，编号会出现在“我的”。',
            en: 'You need not fill it in again, even if you close the page. Its number then appears under “Mine”.',
          })}
        </p>
      </Message>
    </Page>
  )
}
