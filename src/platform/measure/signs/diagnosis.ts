import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { changePoint, type Part, type Sign, type SignStanding, weighingParts } from '../../../kernel/signs/index.ts'
import { cityZone, dayMs, hourMs, offsetAt } from '../../../kernel/time/index.ts'
import { whatElseMoved } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { LiveDevice } from '../../things/index.ts'
import { sightOf } from '../../twin/index.ts'
import { ails, devicesOf, readFleet, rulesOf } from './from-fleet.ts'
import { deviceValues, readReadings, seriesOf } from './from-readings.ts'
import type { SignParts } from './parts.ts'
import { placesAbove } from './places.ts'
import type { ValueSeries } from './value-series.ts'

/** A device that weighs in a sign. */
export type WeighingDevice = {
  readonly id: string
  readonly entity: string
  readonly title: Words
  readonly division: string | null
  readonly point: readonly [number, number] | null
  readonly value: number
  /** Its part of the whole, 0 to 1, where parts add up. */
  readonly share: number | null
  /** The series of its readings, where the sign is of readings. */
  readonly series: number | null
  readonly isDemo: boolean
}

/** The side on which a sign is bad; high unless it has low bounds alone. */
const sideOf = ({ settings }: Sign): 'high' | 'low' =>
  settings.bounds.some(({ side }) => side === 'high') || settings.bounds.length === 0 ? 'high' : 'low'

async function partsOf(
  { base, world }: SignParts,
  sign: Sign,
  place: string,
  now: number,
): Promise<readonly { readonly id: LiveDevice; readonly value: number; readonly share: number | undefined }[]> {
  const { source } = sign
  const isHere = (device: LiveDevice) => placesAbove(device.division, world.city).includes(place)
  if (source.from === 'readings') {
    const readings = await readReadings(world, [sign], now)
    const all = deviceValues(world, readings, source).flatMap(({ device, ...value }): Part<LiveDevice>[] =>
      isHere(device) ? [{ id: device, ...value }] : [],
    )
    return weighingParts(all, source, sideOf(sign))
  }
  const fleet = await readFleet(world, base.db, [sign], now)
  if (source.from === 'devices') {
    const ailing = devicesOf(world, source).filter(
      (device) => isHere(device) && ails(source, fleet.ailing.get(device.key)),
    )
    return ailing.slice(0, 12).map((id) => ({ id, value: 1, share: 1 / ailing.length }))
  }
  if (source.from !== 'alarms') return []
  const names = new Set(rulesOf(world, source).map(({ name }) => name))
  const counts = new Map<LiveDevice, number>()
  for (const { rule, device: key, open, raised } of fleet.alarms.get(source.over ?? 0) ?? []) {
    const device = world.things.fleet.byKey(key)
    const count = source.as === 'open' ? open : raised
    if (device && count > 0 && names.has(rule) && isHere(device)) counts.set(device, (counts.get(device) ?? 0) + count)
  }
  const whole = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 12)
    .map(([id, value]) => ({ id, value, share: value / whole }))
}

/** Which devices weigh most in a sign of a place. */
export async function weighingDevices(
  parts: SignParts,
  sign: Sign,
  place: string,
  now: number,
): Promise<readonly WeighingDevice[]> {
  const found = await partsOf(parts, sign, place, now)
  const briefs = await parts.world.things.briefs(
    parts.base.db,
    found.map(({ id }) => id.key),
  )
  return found.flatMap(({ id, value, share }) => {
    const brief = briefs.get(id.key)
    if (!brief) return []
    const { entity, title, division, point, isDemo } = brief
    const series = sign.source.from === 'readings' ? seriesOf(id, sign.source.measure) : null
    return {
      id: id.id,
      entity,
      title: title ?? { zh: id.id, en: id.id },
      division,
      point,
      value,
      share: share ?? null,
      series,
      isDemo,
    }
  })
}

/** A place within another, with the sign's value there. */
export type RankedPlace = {
  readonly place: string
  readonly value: number | null
  readonly standing: SignStanding
  readonly isSure: boolean
  readonly sources: number
  readonly reporting: number
}

/** The places right below one, the worst first. */
export async function rankedPlaces(parts: SignParts, sign: Sign, place: string): Promise<readonly RankedPlace[]> {
  const { city } = parts.world
  const digits = place === city ? 6 : 9
  const order = sideOf(sign) === 'high' ? sql`desc` : sql`asc`
  const { rows } = await sql<RankedPlace>`select place, value, standing, is_sure as "isSure", sources, reporting
    from measure.sign_now where sign = ${sign.code} and length(place) = ${digits} and place <> ${city}
      and (${place} = ${city} or starts_with(place, ${place}))
    order by value ${order} nulls last, place limit 300`.execute(parts.base.db)
  return rows
}

/** Since when a sign is another; instants ISO. */
export type Since = {
  readonly at: string
  readonly before: number
  readonly after: number
  readonly size: number
  readonly step: number
}

const quarter = 900_000

/** Slots of a grid in city time, so that the slots of a day lie alike. */
const floorTo = (at: number, step: number): number => {
  const shift = offsetAt(at, cityZone)
  return Math.floor((at + shift) / step) * step - shift
}

async function gridOf(parts: SignParts, series: readonly number[], from: number, slots: number, step: number) {
  const rows =
    series.length === 0
      ? []
      : await parts.world.twin.observations.steps({ series, from, till: from + slots * step, step: step / 1_000 })
  const grids = new Map(series.map((one) => [one, new Float64Array(slots).fill(Number.NaN)]))
  for (const row of rows) {
    const slot = Math.round((row.at - from) / step)
    const grid = grids.get(row.series)
    if (grid && slot >= 0 && slot < slots) grid[slot] = row.sum / row.count
  }
  return grids
}

/** Since when a sign of a place is another, looked for in its last day (three days of hourly signs). */
export async function sinceWhen(
  parts: SignParts,
  sign: Sign,
  series: number | undefined,
  now: number,
): Promise<Since | undefined> {
  if (series === undefined) return undefined
  const step = sign.period > 900 ? hourMs : quarter
  const slots = step === hourMs ? 72 : 96
  const from = floorTo(now, step) - (slots - 1) * step
  const grid = (await gridOf(parts, [series], from, slots, step)).get(series)
  const found = grid && changePoint(grid)
  if (!found) return undefined
  const { at, before, after, size } = found
  return { at: new Date(from + at * step).toISOString(), before, after, size, step }
}

/** Another sign that moved in the same window. What moved first is not thereby a cause. */
export type MovedSign = {
  readonly code: string
  readonly correlation: number
  readonly leadMs: number
  readonly chance: number
  readonly pairs: number
}

/** What was looked at for signs that moved together. */
export type Together = {
  readonly from: string
  readonly to: string
  readonly step: number
  readonly tried: number
  readonly moved: readonly MovedSign[]
}

/** Days before the window that show what is usual. */
const usualDays = 7

/** Which other signs of the place moved with one since a moment, or in the last six hours: see `whatElseMoved`. */
export async function movedTogether(
  parts: SignParts,
  series: ValueSeries,
  sign: Sign,
  place: string,
  { since, now }: { readonly since: number | undefined; readonly now: number },
): Promise<Together | undefined> {
  const all = await series.of(place)
  const own = all.get(sign.code)
  if (own === undefined) return undefined
  const window = Math.min(dayMs, Math.max(6 * hourMs, now - (since ?? now) + 2 * hourMs))
  const step = window > 12 * hourMs ? hourMs / 2 : quarter
  const last = floorTo(now, step)
  const first = last - Math.ceil(window / step) * step
  const from = first - usualDays * dayMs
  const slots = Math.round((last - from) / step)
  const codes = [...all].filter(([code]) => code !== sign.code)
  const grids = await gridOf(parts, [own, ...codes.map(([, one]) => one)], from, slots, step)
  const empty = new Float64Array(slots).fill(Number.NaN)
  const inWindow = Math.round((last - first) / step)
  const moved = whatElseMoved(
    grids.get(own) ?? empty,
    codes.map(([id, one]) => ({ id, values: grids.get(one) ?? empty })),
    {
      ...{ from: slots - inWindow, to: slots, mostLag: Math.max(1, Math.min(6, Math.floor(inWindow / 4))) },
      ...{ course: 3 * inWindow, season: Math.round(dayMs / step) },
    },
  )
  return {
    ...{ from: new Date(first).toISOString(), to: new Date(last).toISOString(), step, tried: codes.length },
    moved: moved.map(({ id, lead, correlation, chance, pairs }) => ({
      code: id,
      correlation,
      leadMs: lead * step,
      chance,
      pairs,
    })),
  }
}

/** A thing of the city that is bound up with a device which weighs in a sign. */
export type Dependent = {
  readonly entity: string
  readonly title: Words | null
  readonly types: readonly string[]
  /** IRI of the relation, or `parent` for a device that speaks through the other. */
  readonly relation: string
  /** The entity that it is bound to. */
  readonly on: string
}

/** What depends on these things: who refers to them or to what they stand on, and devices that speak through them. */
export async function dependents(
  { base, world }: SignParts,
  actor: Actor,
  devices: readonly WeighingDevice[],
): Promise<readonly Dependent[]> {
  const keys = devices.flatMap(({ id }) => world.things.fleet.find(id)?.key ?? [])
  const briefs = await world.things.briefs(base.db, keys)
  const targets = [...briefs.values()].flatMap(({ entity, asset }) => [entity, ...(asset === null ? [] : [asset])])
  const sight = await sightOf(base.db, actor)
  const { rows } = await sql<Dependent>`select e.id as entity, e.title, e.types, a.name as relation, a.target as on
    from twin.attribute a join twin.entity e on e.key = a.entity
    where a.target = any(${targets}::text[]) and e.tenant = '' and e.deleted_at is null and ${sight.sql('e')}
    order by e.id limit 40`.execute(base.db)
  const behind = [...world.things.fleet.all].filter(({ parent }) => parent && keys.includes(parent.key)).slice(0, 40)
  const told = await world.things.briefs(
    base.db,
    behind.map(({ key }) => key),
  )
  return [
    ...rows,
    ...behind.flatMap(({ key, parent, ready }): Dependent[] => {
      const brief = told.get(key)
      return brief && parent
        ? [
            {
              entity: brief.entity,
              title: brief.title,
              types: [ready.profile.type],
              relation: 'parent',
              on: parent.entityId,
            },
          ]
        : []
    }),
  ]
}
