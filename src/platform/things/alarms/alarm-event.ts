import { sql } from 'kysely'
import { distance, fromMercator } from '../../../kernel/place/index.ts'
import type { AlarmRule } from '../../../kernel/things/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query } from '../../base/index.ts'

/** Where a device stands and what it is called, as alarms tell it. */
type Told = {
  readonly device: string
  /** URI of its entity. */
  readonly entity: string
  readonly point: readonly [lng: number, lat: number] | null
  readonly division: string | null
  readonly path: string | null
  readonly isDemo: boolean
}

/** What other rooms are told when an alarm is raised: `things.alarm`. */
export type AlarmEvent = Told & {
  readonly alarm: string
  readonly rule: string
  readonly title: Words
  readonly text: Words
  readonly class: string
  /** Office that the rule names for it; the device's own when absent. */
  readonly office?: string
  readonly severity: AlarmRule['severity']
  /** ISO instant, UTC. */
  readonly at: string
  readonly value: number | null
  /** The figures that led to it, where a rule reads several. */
  readonly reason?: Words
  readonly facts?: Readonly<Record<string, string | number | boolean>>
}

/** Why an alarm is over: its readings are calm again, its rule was switched off, its device was. */
export type AlarmEndReason = 'calm' | 'rule-off' | 'device-off'

/** What other rooms are told when an alarm is over: `things.alarmCleared`. */
export type AlarmEnd = Told &
  Pick<AlarmEvent, 'alarm' | 'rule' | 'at' | 'value'> & {
    readonly why: AlarmEndReason
  }

/** So far from where it was set up a device has moved. Metres. */
const moved = 20

/** A device as events tell of it, and its title. */
export type AlarmPlace = Told & { readonly title: Words | null }

/**
 * The places of devices, by their keys: where one was set up, or, of one that moves, where it was last when the alarm was raised.
 */
export async function alarmPlaces(on: Query, devices: Iterable<number>): Promise<ReadonlyMap<number, AlarmPlace>> {
  const { rows } = await sql<
    Omit<AlarmPlace, 'point'> & {
      key: number
      lng: number | null
      lat: number | null
      x: number | null
      y: number | null
    }
  >`select d.key, d.id as device, e.id as entity, d.lng, d.lat, e.at[0] as x, e.at[1] as y, e.division, e.path, e.title, d.is_demo as "isDemo"
    from things.device d join twin.entity e on e.key = d.entity
    where d.key = any(${`{${[...new Set(devices)].join(',')}}`}::int[])`.execute(on)
  return new Map(
    rows.map(({ key, lng, lat, x, y, ...place }) => {
      const set = lng !== null && lat !== null ? { lng, lat } : undefined
      const last = x !== null && y !== null ? fromMercator([x, y]) : undefined
      // One that was set up at a place and stands elsewhere has moved.
      const found = set && last && distance(set, last) > moved ? last : (set ?? last)
      return [key, { ...place, point: found ? ([found.lng, found.lat] as const) : null }]
    }),
  )
}
