import type { Sign } from '../../../kernel/signs/index.ts'
import { minuteMs } from '../../../kernel/time/index.ts'
import type { LiveDevice } from '../../things/index.ts'
import { devicesOf, rulesOf } from './from-fleet.ts'
import type { SignWorld } from './parts.ts'
import type { Standing } from './shown.ts'

/** The devices in use that a sign is computed over; nothing for one that needs none. */
function devicesBehind(world: SignWorld, { source }: Sign): readonly LiveDevice[] | undefined {
  switch (source.from) {
    case 'readings':
    case 'air-index':
      return devicesOf(world, { profiles: [source.profile] })
    case 'devices':
      return devicesOf(world, source)
    case 'alarms':
      return devicesOf(world, { profiles: [...new Set(rulesOf(world, source).map(({ profile }) => profile))] })
    case 'cases':
    case 'outside':
      return undefined
  }
}

/** Did its devices speak for the first time since it was computed without any of them? Then it is not left so for its whole period. */
export const hasNewVoices = (
  world: SignWorld,
  sign: Sign,
  last: { readonly at: number; readonly reporting: number },
): boolean => last.reporting === 0 && (devicesBehind(world, sign) ?? []).some(({ heard }) => heard > last.at)

/** Are there devices of a sign that nobody has looked at yet? */
const hasUnseen = (world: SignWorld, sign: Sign): boolean => (devicesBehind(world, sign) ?? []).length > 0

/**
 * Is a sign without any standing only waiting to be computed: nothing of this city was yet, or its devices came a moment ago? That
 * it is not connected may be said of the others alone.
 * @param city all that was computed of the whole city
 */
export const isPreparing = (world: SignWorld, sign: Sign, city: readonly Pick<Standing, 'sign'>[]): boolean =>
  sign.source.from !== 'outside' &&
  !city.some((one) => one.sign === sign.code) &&
  (city.length === 0 || hasUnseen(world, sign))

/** When signs are computed next, epoch ms: at every whole minute. */
export const nextLook = (now: number): number => (Math.floor(now / minuteMs) + 1) * minuteMs
