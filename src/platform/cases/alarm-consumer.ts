import { sql } from 'kysely'
import { systemActor } from '../../kernel/access/index.ts'
import { CityError } from '../../kernel/errors/index.ts'
import { toMercator } from '../../kernel/place/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Consumer, Db } from '../base/index.ts'
import type { CaseEngine } from './engine.ts'
import type { Offices } from './world.ts'

/** The pack whose cases alarms become. */
const alarmPack = 'alarm'

/** An open case of the same class so near, in metres, and so young, in hours, is the same matter. */
const near = { metres: 300, hours: 24 }

// The shape is the things room's `AlarmEvent`.
type Alarm = {
  readonly alarm: string
  readonly rule: string
  readonly device: string
  readonly title: Words
  readonly text: Words
  readonly class: string
  readonly office?: string
  readonly severity: string
  readonly at: string
  readonly point: readonly [number, number] | null
  readonly division: string | null
  readonly path: string | null
  readonly isDemo: boolean
}

/** The office that answers: the one the rule names, the device's own, else that of the street, else the operation centre above it. */
function officeFor(offices: Offices, { office, path, division }: Alarm): string | undefined {
  const named = office === undefined ? undefined : offices.find(office)
  if (named) return named.office
  const own = path === null ? undefined : offices.find(path.slice(path.lastIndexOf('/') + 1))
  const found =
    own ??
    offices.findDuty('street', division ?? undefined) ??
    offices.findDuty('operation-centre', division ?? undefined)
  return found?.office
}

async function findNear(db: Db, { class: kind, point }: Alarm): Promise<string | undefined> {
  if (point === null) return undefined
  const [lng, lat] = point
  const [x, y] = toMercator({ lng, lat })
  // Mercator metres are longer than true ones by the latitude.
  const reach = near.metres / Math.cos((lat * Math.PI) / 180)
  const { rows } = await sql<{ id: string }>`select id from cases.case
    where pack = ${alarmPack} and class = ${kind} and status = 'open' and opened_at > now() - make_interval(hours => ${near.hours})
      and at_point <@ circle(point(${x}, ${y}), ${reach}) order by at_point <-> point(${x}, ${y}) limit 1`.execute(db)
  return rows[0]?.id
}

/** An alarm of a device opens a case, or joins the open one about the same matter near by. */
export function alarmConsumer(db: Db, engine: CaseEngine, offices: Offices): Consumer {
  return {
    type: 'things.alarm',
    name: 'cases.alarm',
    handle: async (event) => {
      const alarm = event.payload as Alarm // as published by the things room
      const office = officeFor(offices, alarm)
      // A city without offices has nobody to send it to; the alarm itself stays on the list of alarms.
      if (office === undefined) return
      const given = {
        pack: alarmPack,
        answers: {
          what: alarm.text.zh,
          title: alarm.title.zh,
          ...(alarm.point && { where: { point: [...alarm.point] } }),
          ...{
            class: alarm.class,
            severity: alarm.severity,
            office,
            device: alarm.device,
            rule: alarm.rule,
            alarm: alarm.alarm,
          },
          saidAt: alarm.at,
          sharedNearby: alarm.severity === 'serious' || alarm.severity === 'warning',
        },
        origin: {
          channel: 'device' as const,
          system: 'things',
          external: alarm.alarm,
          ...(alarm.isDemo && { demo: true as const }),
        },
        actor: systemActor,
        // The same event twice makes one case.
        action: event.id,
      }
      const other = await findNear(db, alarm)
      if (other !== undefined)
        try {
          return void (await engine.beginJoined(other, given))
        } catch (cause) {
          // It was closed a moment ago, or is not shown to others: this is a matter of its own then.
          if (!(cause instanceof CityError && cause.code === 'case.missing')) throw cause
        }
      await engine.begin(given)
    },
  }
}
