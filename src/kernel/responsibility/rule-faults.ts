import type { Fault } from '../errors/index.ts'
import { polygonsOf } from '../place/index.ts'
import type { CityRule } from './city-rule.ts'

/** Highest priority. */
export const mostPriority = 9
const mostCorners = 200

/** Everything that is wrong with a rule in itself; empty when it may be entered. Whether its offices exist is for the city to say. */
export function ruleFaults({ name, place, time, priority, because, code, to }: CityRule): readonly Fault[] {
  const faults: Fault[] = []
  const say = (field: string, found: unknown, zh: string, en: string) =>
    faults.push({ field, found: String(found ?? ''), says: { zh, en } })
  for (const [field, words] of Object.entries({ name, because }))
    if (words.zh.trim() === '' || words.en.trim() === '') say(field, words.zh, '不能为空', 'must not be empty')
  if (!(Number.isInteger(priority) && priority >= 0 && priority <= mostPriority))
    say('priority', priority, `0 到 ${mostPriority} 的整数`, `a whole number from 0 to ${mostPriority}`)
  for (const one of place?.divisions ?? [])
    if (!/^(\d{6}|\d{9}|\d{12})$/.test(one))
      say('divisions', one, '区划代码须为 6、9 或 12 位数字', 'a division code has 6, 9 or 12 digits')
  for (const one of place?.grids ?? [])
    if (!/^\d{15}$/.test(one)) say('grids', one, '网格代码须为 15 位数字', 'a grid code has 15 digits')
  if (place?.area && polygonsOf(place.area).some(([outer = []]) => outer.length < 4 || outer.length > mostCorners))
    say('area', '', `区域须有 3 到 ${mostCorners} 个角`, `an area has 3 to ${mostCorners} corners`)
  if (code !== undefined && /^(component|event):/.test(code) && !/^(component|event):(\d{2}|\d{4})$/.test(code))
    say('code', code, '部件、事件代码为两位或四位数字', 'a code of components or events has two or four digits')
  if (
    time?.weekdays &&
    !(time.weekdays.length > 0 && time.weekdays.every((day) => Number.isInteger(day) && day >= 1 && day <= 7))
  )
    say('weekdays', time.weekdays.join(), '星期为 1 到 7', 'days of the week are 1 to 7')
  if (
    time?.hours &&
    !(
      time.hours.every((hour) => Number.isInteger(hour) && hour >= 0 && hour <= 24) &&
      time.hours[0] % 24 !== time.hours[1] % 24
    )
  )
    say('hours', time.hours.join('–'), '时段为 0 到 24 的两个不同整点', 'two different whole hours from 0 to 24')
  if ('office' in to ? to.office === '' : to.duty === '') say('to', '', '请写明由谁负责', 'say who answers')
  return faults
}
