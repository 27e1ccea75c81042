import { cityZone, dayMs, fromWallClock, minuteMs, wallClock } from '../../kernel/time/index.ts'
import type { QuietHours } from './model.ts'

/**
 * The first instant from `at` on at which local clocks are outside the quiet hours. They may cross midnight; equal ends
 * mean no quiet hours.
 */
export function afterQuiet(at: number, quiet: QuietHours | undefined): number {
  if (!quiet || quiet.from === quiet.to) return at
  const wall = wallClock(at, cityZone)
  const midnight = Math.floor(wall / dayMs) * dayMs
  const minute = (wall - midnight) / minuteMs
  const crosses = quiet.from > quiet.to
  const isQuiet = crosses ? minute >= quiet.from || minute < quiet.to : minute >= quiet.from && minute < quiet.to
  if (!isQuiet) return at
  const isBeforeMidnight = crosses && minute >= quiet.from
  return fromWallClock(midnight + (isBeforeMidnight ? dayMs : 0) + quiet.to * minuteMs, cityZone)
}
