import { type Actor, isWithin } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type SignalOutcome, signalOutcomes } from '../../cases/index.ts'
import type { Round } from '../coverage.ts'
import { type FoundThing, findingNumber } from '../findings.ts'
import type { PatrolParts } from '../parts.ts'
import type { RouteVersion } from '../routes.ts'
import type { Shift } from '../shifts.ts'
import type { WhyMissed } from '../why-missed.ts'

const iso = (at: number): string => new Date(at).toISOString()

/** A grid's name, or its code where it is gone. */
export const gridTitle = ({ registry }: Pick<PatrolParts, 'registry'>, code: string): Words =>
  registry.geography().findGrid(code)?.name ?? { zh: code, en: code }

/** A shift as it is told. */
export const shiftShown = ({ path: _, ...shift }: Shift) => shift

/** A route as it is told. */
export function routeShown(parts: Pick<PatrolParts, 'registry'>, route: RouteVersion) {
  const { id, serial: version, title, titleEn, grid, stops, schedule, isClosed, isDemo } = route
  return {
    ...{ id, version, title, grid, isClosed, isDemo, gridTitle: gridTitle(parts, grid) },
    ...(titleEn !== undefined && { titleEn }),
    stops: stops.map((stop) => ({ ...stop, checks: stop.checks.map((check) => ({ ...check })) })),
    schedule: schedule && {
      weekdays: [...schedule.weekdays],
      spans: schedule.spans.map(([from, until]): [number, number] => [from, until]),
    },
  }
}

/** A round as it is told. */
export function roundShown(
  parts: Pick<PatrolParts, 'registry'>,
  { route, visits, ...round }: Round,
  more: WhyMissed = {},
) {
  const times = visits.map(({ at }) => at).sort()
  return {
    ...{ route: route.id, title: route.title, grid: route.grid, gridTitle: gridTitle(parts, route.grid) },
    ...{ isDemo: route.isDemo, ...(route.titleEn !== undefined && { titleEn: route.titleEn }), ...more },
    ...{ from: iso(round.from), until: iso(round.until), state: round.state, visited: [...round.visited] },
    stops: route.stops.length,
    walkers: [...new Set(visits.map(({ personName }) => personName))],
    ...{ firstAt: times.at(0) ?? null, lastAt: times.at(-1) ?? null },
    doubts: visits.filter(({ doubts }) => doubts.length > 0).length,
  }
}

/** The case of a finding; `mayOpen`: the asker's offices have to do with it, so that it opens for him. */
function caseShown(
  { offices }: Pick<PatrolParts, 'offices'>,
  { involved, ...own }: NonNullable<SignalOutcome['case']>,
  { posts }: Actor,
) {
  return {
    ...own,
    officeTitle: own.office === null ? null : (offices.title(own.office) ?? null),
    mayOpen: involved.some((path) => posts.some((post) => isWithin(path, post.path))),
  }
}

/** Findings as they are told, with what became of each. */
export async function findingsShown(parts: PatrolParts, found: readonly FoundThing[], actor: Actor) {
  const outcomes = await signalOutcomes(
    parts.base.db,
    found.map(({ id }) => id),
  )
  return found.map((one) => {
    const { id, kind, title, text, route, stop, component, personName, at, receivedAt, skewMs } = one
    const { lng, lat, accuracy, doubts, address, photos, isDemo } = one
    const told = outcomes.get(id)
    return {
      ...{
        id,
        number: findingNumber(one),
        kind,
        title,
        text,
        route,
        stop,
        component,
        personName,
        at,
        receivedAt,
        skewMs,
      },
      ...{ lng, lat, accuracy, doubts: [...doubts], address, photos: [...photos], isDemo },
      outcome: told?.outcome ?? null,
      case: told?.case ? caseShown(parts, told.case, actor) : null,
    }
  })
}
