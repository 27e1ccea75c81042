import { sql } from 'kysely'
import { distance } from '../../../kernel/place/index.ts'
import type { CombinedRule, Figures, SlidingWindow } from '../../../kernel/things/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Tx } from '../../base/index.ts'
import type { LiveDevice } from '../devices/runtime.ts'

/** One series that an input reads: its window, and what it said last. */
export type Feed = {
  readonly series: number
  readonly device: LiveDevice
  readonly window: SlidingWindow | undefined
  /** How far back it reads, at most. */
  readonly seconds: number
  newest: number
  last: number
}

const sides = ['北', '东北', '东', '东南', '南', '西南', '西', '西北'] as const

/** Degrees from north, clockwise, of one point seen from another. */
function bearing([lng, lat]: readonly [number, number], to: { readonly lng: number; readonly lat: number }): number {
  const east = (to.lng - lng) * Math.cos((lat * Math.PI) / 180)
  return ((Math.atan2(east, to.lat - lat) * 180) / Math.PI + 360) % 360
}

/** How far apart two directions are, 0 to 180 degrees. */
const between = (a: number, b: number): number => Math.abs(((a - b + 540) % 360) - 180)

/** Most suspects that are named. */
const most = 3

/**
 * Who shows most, of the devices that a rule's largest figure is of: how far, on which side, and whether the wind (an input
 * `windDirection`, degrees it comes from) blows from there. Nothing for rules without such a figure.
 */
export async function saySuspects(
  tx: Tx,
  { inputs }: CombinedRule,
  feeds: Readonly<Record<string, readonly Feed[]>>,
  figures: Figures,
  centre: readonly [number, number] | null,
): Promise<string | undefined> {
  const wind = figures.windDirection
  const found = Object.entries(inputs).find(([name, { across }]) => across === 'max' && name !== 'rain')
  if (!found || wind === undefined || centre === null) return undefined
  const [name, { aggregate, unit }] = found
  const ranked = (feeds[name] ?? [])
    .map(({ device, window, last }) => ({ key: device.key, value: window ? window.value(aggregate) : last }))
    .filter(({ value }) => Number.isFinite(value))
    .toSorted((a, b) => b.value - a.value)
    .slice(0, most)
  const { rows } = await sql<{ key: number; lng: number | null; lat: number | null; title: Words | null; id: string }>`
    select d.key, d.lng, d.lat, d.id, e.title from things.device d join twin.entity e on e.key = d.entity
    where d.key = any(${ranked.map(({ key }) => key)}::int[])`.execute(tx)
  const lines = ranked.flatMap(({ key, value }) => {
    const place = rows.find((row) => row.key === key)
    if (!place || place.lng === null || place.lat === null) return []
    const point = { lng: place.lng, lat: place.lat }
    const metres = distance({ lng: centre[0], lat: centre[1] }, point)
    const towards = bearing(centre, point)
    const side = sides[Math.round(towards / 45) % 8] ?? ''
    const upwind = Number.isFinite(wind) && between(towards, wind) <= 45 ? '，上风向' : ''
    return [
      `${place.title?.zh ?? place.id}（${side} ${(metres / 1_000).toFixed(1)} 公里${upwind}）${Math.round(value)} ${unit.zh}`,
    ]
  })
  return lines.length === 0 ? undefined : lines.join('；')
}
