import { errorTable, type Fault } from '../errors/index.ts'
import type { DeviceProfile } from '../things/index.ts'
import { airWindows, pollutants } from './air-index.ts'
import {
  type AirIndexSource,
  type ReadingsSource,
  type Sign,
  type SignBounds,
  type SignSettings,
  type SignSource,
  signLevels,
} from './sign.ts'

/** What can be wrong with a declared sign. */
export const signErrors = errorTable({
  'signs.declaration': {
    kind: 'input',
    says: { zh: '体征“{code}”声明有误', en: 'The sign "{code}" is not declared right' },
    todo: { zh: '按所列各项改正后重试', en: 'Mend what is listed and try again' },
  },
})

type Say = (field: string, zh: string, en: string) => void

function checkBounds(bounds: SignBounds, at: string, say: Say): void {
  const given = signLevels.flatMap((level) => bounds[level] ?? [])
  if (given.length === 0) say(at, '至少给出一个级别的阈值', 'give the bound of one level at least')
  if (!given.every(Number.isFinite)) say(at, '阈值须为数字', 'bounds are numbers')
  const isOrdered = given.every((one, i) => {
    const before = given[i - 1]
    return before === undefined || (bounds.side === 'high' ? one > before : one < before)
  })
  if (!isOrdered) say(at, '级别越高阈值应越严重', 'a worse level has a bound further out')
  const { months, hours } = bounds.when ?? {}
  if (months && !months.every((month) => Number.isInteger(month) && month >= 1 && month <= 12))
    say(`${at}.when.months`, '月份为 1 到 12', 'months are 1 to 12')
  if (hours && !hours.every((hour) => Number.isInteger(hour) && hour >= 0 && hour <= 24))
    say(`${at}.when.hours`, '小时为 0 到 24', 'hours are 0 to 24')
}

/** Everything that is wrong with settings; empty when they may be used. */
export function settingsFaults(settings: SignSettings): readonly Fault[] {
  const faults: Fault[] = []
  const say: Say = (field, zh, en) => faults.push({ field, says: { zh, en } })
  for (const [i, bounds] of settings.bounds.entries()) checkBounds(bounds, `bounds.${i + 1}`, say)
  if (!(settings.ease >= 0)) say('ease', '回差不小于 0', 'the ease is 0 or more')
  for (const field of ['rises', 'falls'] as const)
    if (!(Number.isInteger(settings[field]) && settings[field] >= 1 && settings[field] <= 100))
      say(field, '1 到 100 次', 'from 1 to 100 times')
  return faults
}

type Profiles = ReadonlyMap<string, DeviceProfile>

function checkMeasures(source: ReadingsSource | AirIndexSource, profiles: Profiles, say: Say): void {
  const profile = profiles.get(source.profile)
  if (!profile) {
    say('source.profile', '没有这种设备型号', 'there is no such profile')
    return
  }
  const measures = source.from === 'air-index' ? pollutants : [source.measure, ...(source.per ? [source.per] : [])]
  for (const measure of measures)
    if (!Object.hasOwn(profile.measures, measure))
      say('source.measure', `没有测量项 ${measure}`, `no measure ${measure}`)
}

function checkReadings({ within, window, across, is, per }: ReadingsSource, say: Say): void {
  if ((within === 'last') !== (window === 0))
    say('source.window', '只有取最新值时窗口为 0', 'the window is 0 with the last value, and with it alone')
  if (window > 7 * 86_400 || window % 300 !== 0)
    say('source.window', '整 5 分钟，至多 7 天', 'whole five minutes, at most 7 days')
  if ((across === 'share' || across === 'count') && !is)
    say('source.is', '应说明哪些设备计入', 'say which devices count')
  if ((across === 'ratio') !== (per !== undefined))
    say('source.per', '比值应有分母', 'a ratio has something below the line, nothing else has')
}

function checkSource(source: SignSource, profiles: Profiles, say: Say): void {
  if (source.from === 'readings' || source.from === 'air-index') checkMeasures(source, profiles, say)
  if (source.from === 'readings') checkReadings(source, say)
  if (source.from === 'devices')
    for (const name of source.profiles ?? [])
      if (!profiles.has(name)) say('source.profiles', `没有设备型号 ${name}`, `there is no profile ${name}`)
  if (source.from === 'alarms' && (source.as === 'raised') !== (source.over !== undefined))
    say('source.over', '按发生统计时应有时段', 'what was raised is counted over a time')
}

/** Everything that is wrong with a sign; empty when it may be used. */
export function signFaults(sign: Sign, profiles: Profiles): readonly Fault[] {
  const faults: Fault[] = [...settingsFaults(sign.settings)]
  const say: Say = (field, zh, en) => faults.push({ field, says: { zh, en } })
  if (!/^[a-z][a-z0-9-]{1,47}$/.test(sign.code)) say('code', '小写字母、数字和连字符', 'small letters, digits, hyphens')
  if (!(sign.period >= 60 && sign.period % 60 === 0)) say('period', '整分钟', 'whole minutes')
  if (!(sign.least >= 0 && sign.least <= 1)) say('least', '0 到 1', 'from 0 to 1')
  checkSource(sign.source, profiles, say)
  return faults
}

/** The windows, in seconds, over which readings of a source are looked at; 0 for the newest alone. */
export function windowsOf(source: SignSource): readonly number[] {
  if (source.from === 'readings') return [source.window]
  if (source.from === 'air-index') return [...new Set(Object.values(airWindows).map(({ window }) => window))]
  return []
}
