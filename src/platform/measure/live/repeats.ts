import { distance, type Mercator, mercatorLength, type Point } from '../../../kernel/place/index.ts'

/** Cases of one class nearer than this are taken for the same matter, metres on the ground. */
export const nearMetres = 150

/** A case that may be one of several about the same matter. */
export type Reported = {
  readonly id: string
  readonly class: string | null
  readonly point: Point
  readonly at: Mercator
  readonly openedAt: string
  /** How many reports were joined in it, itself included. */
  readonly reports: number
}

/** Cases about the same matter, newest first. */
export type Repeat = { readonly class: string | null; readonly cases: readonly Reported[]; readonly reports: number }

/**
 * Finds what was reported more than once: cases of the same class, each within `nearMetres` of another of them, and single
 * cases that others were joined into. The most reported first, then the newest.
 */
export function findRepeats(all: readonly Reported[]): readonly Repeat[] {
  const byClass = Map.groupBy(all, (one) => one.class)
  return [...byClass.values()]
    .flatMap((cases) => clustersOf(cases))
    .map((cases) => ({
      class: cases[0]?.class ?? null,
      cases: cases.toSorted((a, b) => (isBefore(a, b) ? 1 : -1)),
      reports: cases.reduce((sum, one) => sum + one.reports, 0),
    }))
    .filter((repeat) => repeat.reports > 1)
    .sort((a, b) => b.reports - a.reports || ((a.cases[0]?.openedAt ?? '') < (b.cases[0]?.openedAt ?? '') ? 1 : -1))
}

/** Ids are in order of time, too: they decide between two of the same moment. */
const isBefore = (a: Reported, b: Reported): boolean =>
  a.openedAt < b.openedAt || (a.openedAt === b.openedAt && a.id < b.id)

/** Chains of near cases, by a grid whose cells are as wide as the distance: only neighbouring cells are looked at. */
function clustersOf(cases: readonly Reported[]): readonly (readonly Reported[])[] {
  // The stretch of Mercator is greatest at the highest latitude: a cell that wide holds the distance everywhere.
  const widest = cases.reduce((most, { point }) => Math.max(most, Math.abs(point.lat)), 0)
  const size = mercatorLength(nearMetres, widest)
  const cellOf = ({ at: [x, y] }: Reported) => [Math.floor(x / size), Math.floor(y / size)] as const
  const grid = Map.groupBy(
    cases.map((one, index) => ({ one, index })),
    ({ one }) => cellOf(one).join(),
  )
  const parent = cases.map((_, index) => index)
  const rootOf = (index: number): number => {
    let at = index
    for (let up = parent[at]; up !== undefined && up !== at; up = parent[at]) {
      parent[at] = parent[up] ?? up
      at = up
    }
    return at
  }
  cases.forEach((one, index) => {
    const [i, j] = cellOf(one)
    for (let di = -1; di <= 1; di += 1)
      for (let dj = -1; dj <= 1; dj += 1)
        for (const other of grid.get([i + di, j + dj].join()) ?? [])
          if (other.index < index && distance(one.point, other.one.point) <= nearMetres)
            parent[rootOf(index)] = rootOf(other.index)
  })
  return [...Map.groupBy(cases, (_, index) => rootOf(index)).values()]
}
