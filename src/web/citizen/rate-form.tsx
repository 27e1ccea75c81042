import { type JSX, useState } from 'react'
import type { Offer } from '../../kernel/flow/index.ts'
import { type Acted, type ActTarget, useAct } from '../case/index.ts'
import { FieldView } from '../kit/form/index.ts'
import { Button, Trouble, useSay } from '../kit/index.ts'
import { ratingWords } from './rating-words.ts'
import styles from './track.module.css'

/** Rates the result, once: a word, then if wished why. */
export function RateForm({
  offer,
  target,
  seq,
  onDone,
}: {
  readonly offer: Offer
  readonly target: ActTarget
  readonly seq: number
  readonly onDone: (acted: Acted) => void
}): JSX.Element {
  const say = useSay()
  const [score, setScore] = useState<number>()
  const [more, setMore] = useState<Readonly<Record<string, unknown>>>({})
  const doing = useAct(target, onDone)
  const { score: asked, ...rest } = offer.fields
  const levels = asked?.max ?? ratingWords.length
  const wordOf = (level: number): string => {
    const named = levels === ratingWords.length ? ratingWords[level - 1] : undefined
    return named ? say(named) : String(level)
  }
  const filled = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined && value !== ''))
  return (
    <form
      className={styles.rate}
      onSubmit={(event) => {
        event.preventDefault()
        if (score !== undefined && !doing.isPending)
          doing.mutate({ action: 'rate', title: offer.title, input: { ...filled, score }, seq })
      }}
    >
      {doing.error ? <Trouble error={doing.error} /> : null}
      <fieldset className={styles.scale}>
        <legend className="heard">{asked ? say(asked.title) : ''}</legend>
        {Array.from({ length: levels }, (_, index) => levels - index).map((level) => (
          <label key={level}>
            <input type="radio" name="score" checked={score === level} onChange={() => setScore(level)} />
            <span>{wordOf(level)}</span>
          </label>
        ))}
      </fieldset>
      {score === undefined
        ? null
        : Object.entries(rest).map(([name, field]) => (
            <FieldView
              key={name}
              name={name}
              field={field}
              value={more[name]}
              onChange={(value) => setMore({ ...more, [name]: value })}
            />
          ))}
      {score === undefined ? null : (
        <Button type="submit" tone="primary" busy={doing.isPending}>
          {say({ zh: '提交评价', en: 'Send the rating' })}
        </Button>
      )}
    </form>
  )
}
