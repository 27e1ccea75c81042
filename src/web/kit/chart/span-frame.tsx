import type { JSX, ReactNode } from 'react'
import type { Words } from '../../../kernel/words.ts'
import { Loading, Trouble } from '../states.tsx'
import { Segments } from '../tabs.tsx'
import { useSay } from '../use-say.ts'

const spanWords = {
  day: { zh: '24 小时', en: '24 hours' },
  week: { zh: '7 天', en: '7 days' },
  month: { zh: '30 天', en: '30 days' },
  quarter: { zh: '90 天', en: '90 days' },
} as const satisfies Readonly<Record<string, Words>>

/** Stretches of time that readings are looked at over. */
export type ReadingSpan = keyof typeof spanWords

/** Around a chart of readings: how far back it goes, and what stands in its place while they are read, fail, or are none. */
export function SpanFrame<Span extends ReadingSpan>({
  label,
  spans,
  span,
  onSpan,
  found,
  children,
}: {
  readonly label: string
  readonly spans: readonly Span[]
  readonly span: Span
  readonly onSpan: (span: Span) => void
  /** What was asked for, and whether there is any. */
  readonly found: {
    readonly error: Error | null
    readonly isPending: boolean
    readonly isEmpty: boolean
    readonly again: () => void
  }
  readonly children: ReactNode
}): JSX.Element {
  const say = useSay()
  return (
    <>
      <Segments
        label={label}
        value={span}
        onChange={onSpan}
        options={spans.map((value) => ({ value, words: say(spanWords[value]) }))}
      />
      {found.error ? <Trouble error={found.error} again={found.again} /> : null}
      {found.isPending ? <Loading lines={4} /> : null}
      {!found.isPending && !found.error && found.isEmpty ? (
        <p>{say({ zh: '这段时间没有读数。', en: 'No readings in this time.' })}</p>
      ) : null}
      {found.isEmpty ? null : children}
    </>
  )
}
