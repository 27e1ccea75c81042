import type { JSX } from 'react'
import { Link } from 'react-router'
import type { Pack } from '../../kernel/pack/index.ts'
import type { CaseView } from '../api/cases.ts'
import type { Guess } from '../api/insight.ts'
import { CaseNumber, className, type OfficeName, useAct, valueWords } from '../case/index.ts'
import { Button, notify, type Say, Trouble, useSay, useShortcuts } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import styles from './case.module.css'
import { readSuggestion } from './read-suggestion.ts'

const percent = (say: Say, share: number): string => new Intl.NumberFormat(say.tag, { style: 'percent' }).format(share)

/** What the city suggests for sorting, how sure it is and why; one key takes it. Shown only to whom the step is offered. */
export function Suggestion({
  view,
  pack,
  nameOf,
  onDone,
  onComplete,
}: {
  readonly view: CaseView
  readonly pack: Pack
  readonly nameOf: OfficeName
  readonly onDone: () => void
  /** Opens the form of the step with what is suggested filled in. */
  readonly onComplete: (suggested: Readonly<Record<string, unknown>>) => void
}): JSX.Element | null {
  const say = useSay()
  const person = useSession()?.actor.id ?? ''
  const step = pack.sorting?.step
  const offer = view.may.find((one) => one.action === 'complete' && one.step === step)
  const suggestion = readSuggestion(view.suggestion ?? {})
  const guesses = offer
    ? Object.entries(offer.fields).flatMap(([name, field]) => {
        const guess = suggestion.fields[name]
        return guess ? [{ name, field, guess }] : []
      })
    : []
  const doing = useAct(
    { path: `/api/cases/${view.case.id}/actions`, caseId: view.case.id, about: view.case.number, person },
    (acted) => {
      notify(
        acted.queued
          ? { zh: '已存在本机', en: 'Kept on this device' }
          : { zh: '已按建议分拣', en: 'Sorted as suggested' },
      )
      onDone()
    },
  )
  const lacks = Object.entries(offer?.fields ?? {}).some(([name, field]) => field.required && !suggestion.fields[name])
  const take = (): void => {
    if (!offer || doing.isPending) return
    const input = Object.fromEntries(guesses.map(({ name, guess }) => [name, guess.value]))
    if (lacks) {
      onComplete(input)
      return
    }
    doing.mutate({ action: offer.action, step: offer.step, title: offer.title, input, seq: view.case.seq })
  }
  useShortcuts(
    { zh: '建议', en: 'Suggestion' },
    offer ? [{ keys: 'y', words: { zh: '采纳建议', en: 'Take the suggestion' }, run: take }] : [],
  )
  if (!offer || guesses.length === 0) return null
  return (
    <section
      className={styles.suggestion}
      aria-label={say({ zh: '分拣建议', en: 'Suggestion for sorting' })}
      data-print="no"
    >
      <h3>
        {suggestion.isSure
          ? say({ zh: '建议', en: 'Suggested' })
          : say({ zh: '建议，把握不大', en: 'Suggested, not sure' })}
      </h3>
      {suggestion.unsure ? <p className={styles.why}>{say(suggestion.unsure)}</p> : null}
      {doing.error ? <Trouble error={doing.error} again={onDone} /> : null}
      <dl className={styles.guess}>
        {guesses.map(({ name, field, guess }) => (
          <div key={name}>
            <dt>{say(field.title)}</dt>
            <dd>
              {valueWords(say, field, guess.value, (value) =>
                field.type === 'class'
                  ? className(say, pack, value, true)
                  : field.type === 'office'
                    ? nameOf(value)
                    : undefined,
              )}
              {guess.confidence === undefined ? null : (
                <span className={styles.sure}>{percent(say, guess.confidence)}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {guesses.map(({ name, field, guess }) => (
        <Why key={name} title={say(field.title)} guess={guess} />
      ))}
      {suggestion.topic ? (
        <p className={styles.why}>
          {say({ zh: '属于热点', en: 'Part of the topic' })}{' '}
          <Link to={`/city/topics/${suggestion.topic.id}`}>{suggestion.topic.title}</Link>
          <span className={styles.sure}>
            {say.count(suggestion.topic.messages, { zh: '{n} 件', en: { one: '{n} message', other: '{n} messages' } })}
          </span>
        </p>
      ) : null}
      {suggestion.twins.length > 0 ? (
        <div className={styles.twins}>
          <h3>{say({ zh: '可能是同一件事', en: 'Perhaps the same thing' })}</h3>
          <ul>
            {suggestion.twins.map((twin) => (
              <li key={twin.id}>
                <Link to={`/desk/cases/${twin.id}`}>{twin.title}</Link>
                <span className={styles.sure}>
                  {[...twin.words, ...twin.places].slice(0, 4).join(say({ zh: '、', en: ', ' }))}{' '}
                  {twin.metres === undefined
                    ? ''
                    : say({ zh: '{metres} 米', en: '{metres} m' }, { metres: twin.metres })}{' '}
                  <CaseNumber number={twin.number} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <div>
        <Button tone="primary" shortcut="y" busy={doing.isPending} onClick={take}>
          {lacks
            ? say({ zh: '采纳建议，补齐其余', en: 'Take the suggestion and add the rest' })
            : say({ zh: '采纳建议', en: 'Take the suggestion' })}
        </Button>
      </div>
    </section>
  )
}

/** Why this and not another: the words that weighed, or the rule. */
function Why({ title, guess }: { readonly title: string; readonly guess: Guess }): JSX.Element | null {
  const say = useSay()
  if (guess.words && guess.words.length > 0)
    return (
      <p className={styles.why}>
        {say({ zh: '{title}，因为提到', en: '{title}, because of' }, { title })}
        {guess.words
          .filter(({ weight }) => weight > 0)
          .slice(0, 8)
          .map(({ word }) => (
            <mark key={word}>{word}</mark>
          ))}
      </p>
    )
  return guess.why ? (
    <p className={styles.why}>
      {title}
      {say({ zh: '：', en: ': ' })}
      {say(guess.why)}
    </p>
  ) : null
}
