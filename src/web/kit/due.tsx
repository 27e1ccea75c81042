import type { JSX } from 'react'
import { instantOf, sayInstant, saySpan } from './dates.ts'
import { StateMark } from './state-mark.tsx'
import { useNow } from './use-now.ts'
import { useSay } from './use-say.ts'

const soon = 4 * 3_600_000

/** How urgent a time limit is at `now`: over it, within four hours of it, or with time in hand. */
export const dueTone = (dueAt: number, now: number): 'urgent' | 'soon' | 'plain' =>
  dueAt < now ? 'urgent' : dueAt - now < soon ? 'soon' : 'plain'

/** A time limit in words: 还有 3 小时 · 已超 2 天, the instant itself in the title. Follows the clock. */
export function Due({ at }: { readonly at: string | number | null | undefined }): JSX.Element | null {
  const say = useSay()
  const now = useNow()
  if (at === null || at === undefined) return null
  const instant = instantOf(at)
  const tone = dueTone(instant, now)
  const left = saySpan(say, instant - now)
  const words =
    tone === 'urgent'
      ? say({ zh: '已超 {left}', en: '{left} over' }, { left })
      : say({ zh: '还有 {left}', en: '{left} left' }, { left })
  return (
    <time dateTime={new Date(instant).toISOString()} title={sayInstant(say, instant)}>
      <StateMark
        shape={tone === 'urgent' ? 'urgent' : tone === 'soon' ? 'soon' : 'sent'}
        tone={tone === 'plain' ? 'still' : tone}
      >
        {words}
      </StateMark>
    </time>
  )
}
