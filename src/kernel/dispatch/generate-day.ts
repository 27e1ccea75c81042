import { type Point, shift } from '../place/index.ts'
import { type Chance, chanceOf } from './chance.ts'
import type { Crew, DispatchProblem, Errand } from './problem.ts'

/** How big a generated day is. */
export type DaySize = { readonly errands: number; readonly crews: number }

const centre: Point = { lng: 121.4737, lat: 31.2304 }
const skills = ['drain', 'road', 'light', 'waste'] as const
const day = 24 * 60
const shiftMinutes = 8 * 60

const one = <T>(chance: Chance, of: readonly T[]): T => of[Math.floor(chance() * of.length)] as T // never empty

function errandAt(chance: Chance, id: string, at: Point): Errand {
  const ready = Math.floor(chance() * 300)
  return {
    ...{ id, at, ready },
    due: ready + 45 + Math.floor(chance() * 180),
    work: 15 + Math.floor(chance() * 60),
    skills: [one(chance, skills)],
    weight: chance() < 0.1 ? 4 : 1,
  }
}

/**
 * A day that is somewhat too much for its crews: 16 km across, two in five errands about six places, due within 45 minutes to four
 * hours, 15 to 75 minutes of work; each crew with two skills of four. The same seed gives the same day.
 */
export function generateDay(seed: number, { errands, crews }: DaySize): DispatchProblem {
  const chance = chanceOf(seed)
  const within = (at: Point, metres: number) => shift(at, (chance() - 0.5) * metres, (chance() - 0.5) * metres)
  const anywhere = () => within(centre, 16_000)
  const busy = Array.from({ length: 6 }, anywhere)
  return {
    errands: Array.from({ length: errands }, (_, index) =>
      errandAt(chance, `e${index}`, chance() < 0.4 ? within(one(chance, busy), 1_500) : anywhere()),
    ),
    crews: Array.from({ length: crews }, (_, index): Crew => {
      const first = index % skills.length
      const second = (first + 1 + Math.floor(chance() * 3)) % skills.length
      return {
        ...{ id: `c${index}`, at: anywhere(), from: 0, until: shiftMinutes, speed: 250, reach: 6_000 },
        skills: [skills[first] ?? 'road', skills[second] ?? 'light'],
      }
    }),
    leftUntil: day,
  }
}
