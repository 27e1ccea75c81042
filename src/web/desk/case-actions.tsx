import { useQueryClient } from '@tanstack/react-query'
import { type JSX, useEffect, useState } from 'react'
import { caseNumber } from '../../kernel/codes/index.ts'
import type { Offer } from '../../kernel/flow/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import type { Words } from '../../kernel/words.ts'
import { type CaseView, caseQuery } from '../api/cases.ts'
import { type Acted, type ActTarget, OfferForm, useAct } from '../case/index.ts'
import { Button, Message, notify, type Shortcut, Trouble, useSay, useShortcuts } from '../kit/index.ts'
import { useOutbox } from '../offline/index.ts'
import { useSession } from '../shell/session.ts'
import styles from './case.module.css'
import { ReplyTemplates } from './reply-templates.tsx'
import { StepChecks } from './step-checks.tsx'

/** The key that begins each action; the same everywhere, and shown on its button. */
const keys: Readonly<Record<string, string>> = {
  accept: 'a',
  complete: 'c',
  contact: 't',
  progress: 'p',
  ask: 'q',
  dispatch: 'd',
  'hand-on': 'h',
  return: 'r',
  'ask-help': 'b',
  'give-help': 'v',
  'ask-extension': 'e',
  'decide-extension': 'x',
  'decide-effect': 'y',
  nudge: 'u',
  supervise: 's',
  recheck: 'w',
  note: 'n',
}

/** What is done seldom: kept one press away, so that what is done daily stands out. */
const seldom = new Set([
  'correct',
  'undo',
  'join',
  'separate',
  'part',
  'withdraw',
  'add',
  'answer',
  'redo',
  'rate',
  'nudge',
  'note',
  'ask-help',
])

const nameOf = (offer: Offer): string => `${offer.action}:${offer.step ?? ''}`

/** What may be done to the case now: the likeliest first and heavier; a form opens in place, or it is done at once when nothing is asked. */
export function CaseActions({
  view,
  pack,
  suggested,
  onChanged,
}: {
  readonly view: CaseView
  readonly pack: Pack
  /** A suggestion taken in part: the form of the sorting step opens with it. */
  readonly suggested?: Readonly<Record<string, unknown>> | undefined
  readonly onChanged: () => void
}): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const person = useSession()?.actor.id ?? ''
  const state = view.case
  const [open, setOpen] = useState<string>()
  const target: ActTarget = {
    path: `/api/cases/${state.id}/actions`,
    caseId: state.id,
    about: titleOf(view, pack),
    person,
  }
  const waiting = useOutbox(person).filter((entry) => entry.caseId === state.id)
  const done = (title: Words, acted: Acted): void => {
    setOpen(undefined)
    if (acted.queued) {
      notify({ zh: `${title.zh}：已存在本机`, en: `${title.en}: kept on this device` })
      return
    }
    notify({ zh: `${title.zh}：已完成`, en: `${title.en}: done` })
    queries.removeQueries({ queryKey: caseQuery(state.id).queryKey, exact: true, type: 'inactive' })
    onChanged()
  }
  const now = useAct(target, (acted, doing) => done(doing.title, acted))
  // What already waits to be sent is not offered a second time.
  const offers = view.may.filter(
    (offer) => !waiting.some((entry) => entry.body.action === offer.action && entry.body.step === offer.step),
  )
  const begin = (offer: Offer): void => {
    if (Object.keys(offer.fields).length > 0) setOpen(nameOf(offer))
    else if (!now.isPending)
      now.mutate({ action: offer.action, step: offer.step, title: offer.title, input: {}, seq: state.seq })
  }
  useShortcuts(
    { zh: '办理', en: 'Acting' },
    offers.flatMap((offer): Shortcut[] => {
      const key = keys[offer.action]
      return key ? [{ keys: key, words: offer.title, run: () => begin(offer) }] : []
    }),
  )
  const chosen = offers.find((offer) => nameOf(offer) === open)
  const sorting = view.may.find((offer) => offer.action === 'complete' && offer.step === pack.sorting?.step)
  const sortingName = sorting && nameOf(sorting)
  useEffect(() => {
    if (suggested && sortingName) setOpen(sortingName)
  }, [suggested, sortingName])
  return (
    <section
      className={styles.actions}
      aria-label={say({ zh: '现在可以做的', en: 'What can be done now' })}
      data-print="no"
    >
      {waiting.length > 0 ? (
        <Message
          tone="warning"
          title={say.count(waiting.length, {
            zh: '本机有 {n} 项操作待发送',
            en: { one: 'One action waits on this device', other: '{n} actions wait on this device' },
          })}
        >
          {waiting.map((entry) => say(entry.title)).join(say({ zh: '、', en: ', ' }))}
        </Message>
      ) : null}
      {now.error ? <Trouble error={now.error} again={onChanged} /> : null}
      {chosen ? (
        <div className={styles.form}>
          <h3>{say(offerWords(chosen, pack))}</h3>
          <StepChecks offer={chosen} pack={pack} />
          <OfferForm
            key={open}
            offer={chosen}
            target={target}
            seq={state.seq}
            pack={state.hash}
            words={offerWords(chosen, pack)}
            takesFocus
            {...(suggested && chosen === sorting && { start: suggested })}
            onDone={(acted) => done(chosen.title, acted)}
            onCancel={() => setOpen(undefined)}
            onLook={onChanged}
            extra={(form) => ({
              reply: <ReplyTemplates view={view} pack={pack} onChoose={(text) => form.set('reply', text)} />,
            })}
          />
        </div>
      ) : (
        <OfferButtons
          offers={offers}
          pack={pack}
          busy={now.isPending ? now.variables?.action : undefined}
          onBegin={begin}
        />
      )}
    </section>
  )
}

function OfferButtons({
  offers,
  pack,
  busy,
  onBegin,
}: {
  readonly offers: readonly Offer[]
  readonly pack: Pack
  readonly busy: string | undefined
  readonly onBegin: (offer: Offer) => void
}): JSX.Element {
  const say = useSay()
  const daily = offers.filter((offer) => !seldom.has(offer.action))
  const rare = offers.filter((offer) => seldom.has(offer.action))
  const button = (offer: Offer, first: boolean): JSX.Element => (
    <Button
      key={nameOf(offer)}
      tone={first ? 'primary' : 'plain'}
      size="s"
      shortcut={keys[offer.action]}
      busy={busy === offer.action}
      onClick={() => onBegin(offer)}
    >
      {say(offerWords(offer, pack))}
    </Button>
  )
  return (
    <div className={styles.buttons}>
      {daily.map((offer, index) => button(offer, index === 0))}
      {rare.length > 0 ? (
        <details className={styles.rare} open={daily.length === 0}>
          <summary>{say({ zh: '更多', en: 'More' })}</summary>
          <div className={styles.buttons}>{rare.map((offer) => button(offer, false))}</div>
        </details>
      ) : null}
    </div>
  )
}

/** What is done to a step is named with it: 完成分拣, 更正办理. */
function offerWords(offer: Offer, pack: Pack): Words {
  const step = pack.flow.steps.find((one) => one.name === offer.step)
  if (!step) return offer.title
  if (offer.action === 'complete') return { zh: `完成${step.title.zh}`, en: `Complete: ${step.title.en}` }
  const named = offer.action === 'correct' || offer.action === 'undo'
  return named ? { zh: `${offer.title.zh}：${step.title.zh}`, en: `${offer.title.en}: ${step.title.en}` } : offer.title
}

function titleOf(view: CaseView, pack: Pack): string {
  const { marks } = pack.flow
  const title = (marks.title && view.case.answers[marks.title]) ?? view.case.answers[marks.text]
  return `${caseNumber.format(view.case.number)} ${String(title ?? '').slice(0, 40)}`
}
