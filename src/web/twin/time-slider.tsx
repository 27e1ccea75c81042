import { type JSX, useId } from 'react'
import { Button, sayInstant, useNow, useSay } from '../kit/index.ts'
import styles from './map-desk.module.css'
import type { Span } from './map-view.ts'
import { spanHours } from './use-held.ts'

const hour = 3_600_000

/** Steps of the slider: an hour within days, a day within a quarter. */
const stepHours: Readonly<Record<Span, number>> = { day: 1, week: 1, month: 6, quarter: 24 }

/** Through time: a slider over the stretch that ends now; its right end is the present and moves with it. */
export function TimeSlider({
  label,
  span,
  at,
  onChange,
}: {
  readonly label: string
  readonly span: Span
  readonly at: number | undefined
  readonly onChange: (at: number | undefined) => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const end = Math.floor(useNow() / hour) * hour
  const steps = spanHours[span] / stepHours[span]
  const back = at === undefined ? 0 : Math.max(0, Math.min(steps, Math.round((end - at) / hour / stepHours[span])))
  const when = at === undefined ? say({ zh: '此刻', en: 'now' }) : sayInstant(say, at)
  const go = (value: number): void =>
    onChange(value >= steps ? undefined : end - (steps - value) * stepHours[span] * hour)
  return (
    <div className={styles.slider}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={steps}
        step={1}
        value={steps - back}
        aria-valuetext={when}
        onChange={(event) => go(Number(event.target.value))}
      />
      <output htmlFor={id}>{when}</output>
      <Button size="s" tone="quiet" disabled={at === undefined} onClick={() => onChange(undefined)}>
        {say({ zh: '回到此刻', en: 'To now' })}
      </Button>
    </div>
  )
}
