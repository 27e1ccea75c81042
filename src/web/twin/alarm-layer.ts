import type { Words } from '../../kernel/words.ts'
import type { Session } from '../api/session.ts'
import { type PlacedAlarm, placedAlarms } from '../api/things.ts'
import type { Say } from '../kit/index.ts'
import { hasRole } from '../shell/session.ts'
import { severities } from './alarm-words.ts'
import type { Layer } from './layers.ts'
import type { Thing } from './thing.ts'

const record: Words = { zh: '告警规则', en: 'Alarm rules' }

function thingOf(say: Say, { entity, title, device, point, severity, raisedAt, value }: PlacedAlarm): readonly Thing[] {
  if (!point) return []
  const { words, shape, tone } = severities[severity]
  return [
    {
      ...{ id: entity, layer: 'alarms', title: title ? say(title) : device, kind: say({ zh: '告警', en: 'Alarm' }) },
      geometry: { type: 'Point', coordinates: point },
      state: { words: say(words), shape, tone },
      ...(value !== null && { value: Math.round(value * 1_000) / 1_000 }),
      ...{ at: raisedAt, isDemo: false },
    },
  ]
}

/** May somebody see devices and their alarms? Which of them the server decides. */
export const seesDevices = (session: Session | undefined): boolean =>
  hasRole(
    session,
    ...(['duty-officer', 'supervisor', 'dispatcher', 'clerk', 'grid-member'] as const),
    ...(['data-officer', 'administrator', 'auditor'] as const),
  )

/** Signs that are red: alarms that were open at the moment. For those who see devices. */
export const alarmLayer: Layer = {
  id: 'alarms',
  group: 'city',
  title: { zh: '告警', en: 'Alarms' },
  icon: 'warning',
  looks: ['points', 'heat'],
  shows: { zh: '告警时的值', en: 'Value when it was raised' },
  source: record,
  isWhole: true,
  read: async (say, { to, isNow }, signal) => {
    const found = await placedAlarms({ limit: 1_000, ...(isNow && { isOpen: true }) }, signal)
    const open = found.filter(
      ({ raisedAt, clearedAt }) => isNow || (raisedAt <= to && (clearedAt === null || clearedAt > to)),
    )
    return { things: open.flatMap((one) => thingOf(say, one)), leftOut: 0, asOf: new Date().toISOString() }
  },
}
