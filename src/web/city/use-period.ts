import { useSearchParams } from 'react-router'
import { useNow } from '../kit/index.ts'

/** The stretches of time that the cockpit looks at. */
export const stretches = ['day', 'week', 'month', 'quarter'] as const

/** One of them. */
export type Stretch = (typeof stretches)[number]

const hours: Readonly<Record<Stretch, number>> = { day: 24, week: 7 * 24, month: 30 * 24, quarter: 90 * 24 }

const hour = 3_600_000

/** The period that the address asks for, ending with the present hour, so that the same question is asked once an hour. */
export function usePeriod(): {
  readonly stretch: Stretch
  readonly from: string
  readonly to: string
  readonly set: (stretch: Stretch) => void
} {
  const [asked, setAsked] = useSearchParams()
  const found = stretches.find((one) => one === asked.get('in')) ?? 'day'
  const end = (Math.floor(useNow() / hour) + 1) * hour
  return {
    stretch: found,
    from: new Date(end - hours[found] * hour).toISOString(),
    to: new Date(end).toISOString(),
    set: (stretch) =>
      setAsked(
        (now) => {
          now.set('in', stretch)
          return now
        },
        { replace: true },
      ),
  }
}
