import { type JSX, useEffect, useId, useRef, useState } from 'react'
import { Button, sayInstant, useNow, useSay } from '../kit/index.ts'
import styles from './map-desk.module.css'
import type { Span } from './map-view.ts'
import { spanHours } from './use-held.ts'

const hour = 3_600_000

/** Steps of the slider: an hour within days, a day within a quarter. */
const stepHours: Readonly<Record<Span, number>> = { day: 1, week: 1, month: 6, quarter: 24 }

/**
 * Through time: a slider over the stretch that ends now, whose right end is the present and moves with it; or over the day that
 * ends with `till`, hour by hour.
 */
export function TimeSlider({
  label,
  span,
  till,
  at,
  onChange,
}: {
  readonly label: string
  readonly span: Span
  /** End of the one day that is looked at, epoch ms; nothing: now. */
  readonly till: number | undefined
  readonly at: number | undefined
  readonly onChange: (at: number | undefined) => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const present = Math.floor(useNow() / hour) * hour
  const end = till ?? present
  const stepped = till === undefined ? stepHours[span] : 1
  const steps = till === undefined ? spanHours[span] / stepped : 24
  const back = at === undefined ? 0 : Math.max(0, Math.min(steps, Math.round((end - at) / hour / stepped)))
  const when = at === undefined ? say({ zh: '此刻', en: 'now' }) : sayInstant(say, at)
  const go = (value: number): void =>
    onChange(value >= steps && till === undefined ? undefined : end - (steps - value) * stepped * hour)
  // Played step by step: each is shown long enough to be read; at the present it stops.
  const [isPlaying, setPlaying] = useState(false)
  const next = useRef(go)
  next.current = go
  // The address follows a moment later: keys pressed in a row each go on from where the last one led.
  const [held, setHeld] = useState<number>()
  if (held !== undefined && held === steps - back) setHeld(undefined)
  const isOver = back === 0 && (at === undefined || till !== undefined)
  useEffect(() => {
    // The address that it begins from may not be there yet.
    if (!isPlaying || isOver) return
    const timer = setTimeout(() => {
      next.current(steps - back + 1)
      if (back <= 1) setPlaying(false)
    }, 900)
    return () => clearTimeout(timer)
  }, [isPlaying, isOver, steps, back])
  const play = (): void => {
    setHeld(undefined)
    if (!isPlaying && isOver) go(0) // from the beginning
    setPlaying(!isPlaying)
  }
  return (
    <div className={styles.slider}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={steps}
        step={1}
        value={held ?? steps - back}
        aria-valuetext={when}
        onChange={({ target }) => {
          setHeld(Number(target.value))
          go(Number(target.value))
        }}
      />
      <output htmlFor={id}>{when}</output>
      <Button size="s" tone="quiet" aria-pressed={isPlaying} onClick={play}>
        {isPlaying ? say({ zh: '停', en: 'Stop' }) : say({ zh: '播放', en: 'Play' })}
      </Button>
      <Button
        size="s"
        tone="quiet"
        disabled={at === undefined}
        onClick={() => {
          setPlaying(false)
          setHeld(undefined)
          onChange(undefined)
        }}
      >
        {say({ zh: '回到此刻', en: 'To now' })}
      </Button>
    </div>
  )
}
