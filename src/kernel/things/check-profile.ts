import { errorTable, type Fault } from '../errors/index.ts'
import { widthOf } from './binary.ts'
import { stepsOf } from './json-format.ts'
import type { DeviceProfile, Measure, PayloadFormat } from './profile.ts'

/** What can be wrong with what a pack or a person declares of devices. */
export const profileErrors = errorTable({
  'things.profile': {
    kind: 'input',
    says: { zh: '设备型号“{name}”声明有误', en: 'The device profile "{name}" is not right' },
    todo: { zh: '按所列各项改正后重试', en: 'Mend what is listed and try again' },
  },
  'things.rule': {
    kind: 'input',
    says: { zh: '告警规则“{name}”有误', en: 'The alarm rule "{name}" is not right' },
    todo: { zh: '按所列各项改正后重试', en: 'Mend what is listed and try again' },
  },
})

/** UN/CEFACT Recommendation 20 codes are two or three capital letters and digits. */
const unitPattern = /^[A-Z0-9]{2,3}$/

type Say = (field: string, zh: string, en: string) => void

function checkMeasure(name: string, measure: Measure, say: Say): void {
  const at = `measures.${name}`
  if (!/^[a-z][A-Za-z0-9]*$/.test(name))
    say(at, '名称须为小写字母开头的字母和数字', 'a name is letters and digits, a small one first')
  if (name === 'at' || name === 'device' || name === 'format') say(at, '名称被保留', 'the name is reserved')
  const isNumber = measure.kind === 'number' || measure.kind === 'whole'
  if (isNumber && (measure.unit === undefined || !unitPattern.test(measure.unit)))
    say(`${at}.unit`, '须为 UN/CEFACT 单位代码', 'must be a UN/CEFACT unit code')
  if (isNumber && measure.range === undefined) say(`${at}.range`, '缺少量程', 'the range is missing')
  if (measure.range && !(measure.range[0] < measure.range[1]))
    say(`${at}.range`, '下限须小于上限', 'low must be below high')
  if (measure.kind === 'choice') {
    const codes = Object.values(measure.choices ?? {}).map(({ code }) => code)
    if (codes.length === 0) say(`${at}.choices`, '缺少选项', 'the choices are missing')
    if (new Set(codes).size !== codes.length) say(`${at}.choices`, '编码重复', 'two choices have one code')
  }
}

function checkFormat(profile: DeviceProfile, name: string, format: PayloadFormat, say: Say): void {
  const at = `formats.${name}`
  if (name === 'plain' || name === '') say(at, '名称被保留', 'the name is reserved')
  for (const measure of Object.keys(format.values))
    if (!Object.hasOwn(profile.measures, measure))
      say(`${at}.values.${measure}`, '没有这项测量', 'there is no such measure')
  if (format.kind === 'json') {
    const paths = [format.rows, format.at?.path, ...Object.values(format.values).map(({ path }) => path)]
    for (const path of paths)
      if (path !== undefined && !isPath(path)) say(at, `路径有误：${path}`, `not a path: ${path}`)
    return
  }
  const end = format.rows?.bytes ?? format.least
  for (const [measure, value] of Object.entries({ ...format.values, ...(format.at && { at: format.at }) }))
    if (value.from < 0 || value.from + widthOf(value) > end)
      say(`${at}.values.${measure}`, '超出帧长', 'lies outside the frame')
}

function isPath(path: string): boolean {
  try {
    stepsOf(path)
    return true
  } catch (cause) {
    if (cause instanceof SyntaxError) return false
    throw cause
  }
}

/** Everything that is wrong with a profile; empty when it may be used. */
export function profileFaults(profile: DeviceProfile): readonly Fault[] {
  const faults: Fault[] = []
  const say: Say = (field, zh, en) => faults.push({ field, says: { zh, en } })
  if (!/^[a-z][a-z0-9-]*$/.test(profile.name))
    say('name', '名称须为小写字母、数字和连字符', 'small letters, digits and hyphens')
  if (Object.keys(profile.measures).length === 0) say('measures', '至少一项测量', 'at least one measure')
  for (const [name, measure] of Object.entries(profile.measures)) checkMeasure(name, measure, say)
  for (const [name, format] of Object.entries(profile.formats)) checkFormat(profile, name, format, say)
  const { battery, position, first } = profile
  for (const [field, measure] of Object.entries({ battery: battery?.measure, lng: position?.lng, lat: position?.lat }))
    if (measure !== undefined && !Object.hasOwn(profile.measures, measure))
      say(field, '没有这项测量', 'there is no such measure')
  if (first !== undefined && first !== 'plain' && !Object.hasOwn(profile.formats, first))
    say('first', '没有这种格式', 'there is no such format')
  if (!(profile.period >= 0)) say('period', '周期不能为负', 'a period is not negative')
  if (!(profile.most > 0)) say('most', '须大于 0', 'must be above 0')
  if (!(profile.keepDays >= 1)) say('keepDays', '至少一天', 'at least a day')
  for (const [name, command] of Object.entries(profile.commands))
    if (!(command.expiresAfter > 0)) say(`commands.${name}.expiresAfter`, '须大于 0 秒', 'must be above 0 seconds')
  return faults
}

/** @throws things.profile with every fault */
export function checkProfile(profile: DeviceProfile): DeviceProfile {
  const faults = profileFaults(profile)
  if (faults.length > 0) throw profileErrors.make('things.profile', { name: profile.name }, { faults })
  return profile
}
