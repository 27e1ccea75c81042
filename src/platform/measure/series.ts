import { cityZone, dayAt, dayMs, dayStart, hourMs } from '../../kernel/time/index.ts'
import type { Db } from '../base/index.ts'
import { countByEdges, countCases } from './count/count-cases.ts'
import { addCounters, type Counters, noCounters } from './count/counters.ts'
import { mondayOf } from './count/groups.ts'
import type { Question } from './count/question.ts'
import { mostDays, type Period } from './period.ts'

/** How fine a series over time is. */
export type Step = 'hour' | 'day' | 'week'

/** The longest period of a series, days. */
export const mostSeriesDays: Readonly<Record<Step, number>> = { hour: 31, day: mostDays, week: mostDays }

/** One stretch of a series: epoch milliseconds, the end not included, cut to the period that was asked. */
export type Stretch = Period & { readonly counters: Counters }

/** Where a period is cut: its own ends, and every whole hour, day or Monday between, as the city's clocks show them. */
export function edgesIn({ from, to }: Period, step: Step): readonly number[] {
  const edges = [from]
  for (let edge = nextEdge(from, step); edge < to; edge = nextEdge(edge, step)) edges.push(edge)
  return [...edges, to]
}

function nextEdge(at: number, step: Step): number {
  if (step === 'hour') return (Math.floor(at / hourMs) + 1) * hourMs
  const day = dayAt(at, cityZone)
  return dayStart(step === 'day' ? day + 1 : mondayOf(day) + 7, cityZone)
}

/** The counters of each stretch of the period, empty ones included. */
export async function seriesOf(db: Db, step: Step, question: Omit<Question, 'by'>, now: string): Promise<Stretch[]> {
  const edges = edgesIn(question.period, step)
  const stretches = edges
    .slice(0, -1)
    .map((from, index) => ({ from, to: edges[index + 1] ?? from, counters: noCounters() }))
  if (step === 'hour') {
    const counted = await countByEdges(db, { ...question, by: 'day' }, edges, now)
    return stretches.map((stretch, index) => ({ ...stretch, counters: counted[index] ?? stretch.counters }))
  }
  const byDay = await countCases(db, { ...question, by: 'day' }, now)
  for (const [day, counters] of byDay) {
    const noon = dayStart(Date.parse(`${day}T00:00:00Z`) / dayMs, cityZone) + dayMs / 2
    // A day that the period only touches has its noon outside; it belongs to the first or last stretch.
    const at = Math.min(Math.max(noon, question.period.from), question.period.to - 1)
    const stretch = stretches.find((one) => at >= one.from && at < one.to)
    if (stretch) addCounters(stretch.counters, counters)
  }
  return stretches
}
