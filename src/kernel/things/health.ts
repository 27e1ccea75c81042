import { type DeviceProfile, silentAfter } from './profile.ts'
import { unfit } from './quality.ts'

/** What can ail a device. */
export type Ailment = 'never' | 'silent' | 'stuck' | 'out-of-range' | 'clock' | 'battery' | 'garbage' | 'flood'

/** Words for each ailment. */
export const ailmentWords = {
  never: { zh: '从未上报', en: 'never heard' },
  silent: { zh: '失联', en: 'silent' },
  stuck: { zh: '读数不变', en: 'stuck' },
  'out-of-range': { zh: '超出量程', en: 'out of range' },
  clock: { zh: '时钟错误', en: 'clock off' },
  battery: { zh: '电量低', en: 'battery low' },
  garbage: { zh: '报文错误', en: 'garbage' },
  flood: { zh: '上报过于频繁', en: 'reports too fast' },
} as const satisfies Record<Ailment, unknown>

/** The last value of a measure: instants in epoch ms, `since` when it took its present value. */
export type LastValue = {
  readonly at: number
  readonly value: number
  readonly quality: number
  readonly since: number
}

/** What is known of a device when its health is asked. Instants in epoch ms. */
export type DeviceSigns = {
  /** When anything was last heard of it; `undefined` when never. */
  readonly heard: number | undefined
  readonly last: Readonly<Record<string, LastValue | undefined>>
  /** When it last sent an instant that could not be true, or a payload that could not be read. */
  readonly clockFault?: number
  readonly garbage?: number
  /** When it last sent more than its profile allows. */
  readonly flood?: number
}

const recent = 3_600_000

/** What ails a device at a moment, worst first; empty for a healthy one. */
export function ailmentsOf(profile: DeviceProfile, signs: DeviceSigns, now: number): readonly Ailment[] {
  const found: Ailment[] = []
  if (signs.heard === undefined) found.push('never')
  else if (now - signs.heard > silentAfter(profile) * 1_000) found.push('silent')
  const lasts = Object.entries(profile.measures).flatMap(([name, measure]) => {
    const last = signs.last[name]
    return last ? [{ name, measure, last }] : []
  })
  if (lasts.some(({ last }) => (last.quality & unfit) !== 0)) found.push('out-of-range')
  const isStuck = lasts.some(
    ({ measure, last }) => measure.stuckAfter !== undefined && last.at - last.since > measure.stuckAfter * 1_000,
  )
  if (isStuck) found.push('stuck')
  if (signs.clockFault !== undefined && now - signs.clockFault < recent) found.push('clock')
  const { battery } = profile
  const charge = battery && signs.last[battery.measure]
  if (battery && charge && charge.value < battery.low) found.push('battery')
  if (signs.garbage !== undefined && now - signs.garbage < recent) found.push('garbage')
  if (signs.flood !== undefined && now - signs.flood < recent) found.push('flood')
  return found
}
