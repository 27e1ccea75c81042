import type { Post, Role } from '../kernel/access/index.ts'
import { dayMs, hourMs } from '../kernel/time/index.ts'
import { cityOffice, demoCity, demoResources, showcaseDistrict, showcaseStreet } from '../packs/city/shanghai/index.ts'
import type { Base, Room } from '../platform/base/index.ts'
import type { OfficeTree } from '../platform/identity/index.ts'
import type { ResponseRoom } from '../platform/response/index.ts'

type Parts = {
  readonly base: Base
  readonly offices: { readonly tree: OfficeTree }
  readonly response: ResponseRoom
}

/** 09:00 in Shanghai of the day so many days before. */
const morning = (now: number, daysAgo: number): number =>
  Math.floor((now + 8 * hourMs) / dayMs) * dayMs - daysAgo * dayMs + hourMs

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Days of the roster that are planned ahead. */
const rosterDays = 14

/** Who is on duty in the offices of the showcase, from today on, where nobody is planned yet. */
async function planDuties({ base, response }: Parts): Promise<void> {
  const { people } = demoCity()
  const today = morning(base.now(), 0) - 9 * hourMs
  for (const office of [cityOffice, showcaseDistrict, showcaseStreet]) {
    const held = people.filter(({ posts = [] }) => posts.some((post) => post.office === office && leads.has(post.role)))
    const rank = ({ showcase, posts = [] }: (typeof held)[number]) =>
      Number(!showcase) * 2 + Number(posts.every(({ role }) => role !== 'duty-officer'))
    const [person, deputy] = held.toSorted((a, b) => rank(a) - rank(b))
    if (!person) throw new Error(`The demonstration has nobody to be on duty in ${office}`)
    const days = Array.from({ length: rosterDays }, (_, i) => today + i * dayMs)
    await response.generate.duties(
      days.map((from) => ({ office, person: person.id, deputy: deputy?.id, from, until: from + dayMs })),
    )
  }
}

const leads = new Set<Role>(['duty-officer', 'dispatcher'])

/** Loads resources and one past exercise with its review, once; marked 演示数据. */
async function load({ base, offices, response }: Parts): Promise<void> {
  if (await response.generate.isThere()) return
  const city = demoCity()
  await response.generate.resources(demoResources(city))
  const holders = new Map<string, { readonly id: string; readonly name: string }>()
  for (const { id, name, posts = [] } of city.people)
    for (const { office } of posts) if (!holders.has(office)) holders.set(office, { id, name })
  const officer = city.people.find(({ posts = [] }) =>
    posts.some(({ role, office }) => role === 'duty-officer' && office === cityOffice),
  )
  const command = offices.tree.find(cityOffice)
  if (!officer || !command) throw new Error('The demonstration has nobody in command')
  const { id, path, level, title } = command
  const post: Post = { office: id, path, level, title, role: 'duty-officer' }
  const at = morning(base.now(), 21)
  const reviewedAt = at + 2 * dayMs
  await response.generate.pastExercise({
    ...{ post, at, reviewedAt, by: { id: officer.id, name: officer.name, office: id } },
    start: {
      ...{ plan: 'typhoon', level: 'III', title: '防汛防台桌面推演（南京东路街道）', divisions: [showcaseStreet] },
      reason: '按年度演练计划，检验值守、转移和前置',
    },
    // Committees have hardly any named people in the demonstration.
    personOf: (office) => holders.get(office) ?? { id: 'demonstration', name: '值班人员' },
    drawings: [
      {
        office: showcaseStreet,
        label: '转移集合点',
        shape: { type: 'Point', coordinates: [121.4772, 31.2368] },
      },
      {
        office: showcaseDistrict,
        label: '泵车前置路线',
        shape: {
          type: 'LineString',
          coordinates: [
            [121.4701, 31.2342],
            [121.4748, 31.2361],
            [121.4803, 31.2389],
          ],
        },
      },
    ],
    notes: ['导演组：模拟下立交积水 30 厘米。', '各单位回报完毕，未发现遗漏。'],
    refused: { task: 'shelter', why: '场所正在修缮，改由相邻街道承担' },
    review: [
      '做得好的：值守到岗快，指令全部在时限内确认，只有一条例外。',
      '不足：网格手持终端电量不足，一个网格确认迟到；避难场所修缮未事先报备，转移指令被拒绝。',
      '原因：备用电源没有列入班前检查；场所状态没有人更新。',
    ].join('\n'),
    lessons: [
      { text: '把终端电量列入班前检查', office: showcaseStreet, due: day(reviewedAt + 7 * dayMs) },
      { text: '避难场所停用须当日登记', office: showcaseDistrict, due: day(reviewedAt + 40 * dayMs) },
      { text: '为每个网格配备一块备用电池', office: showcaseStreet, due: day(reviewedAt + 14 * dayMs) },
    ],
    done: '已加入班前检查表，全部网格当周执行。',
  })
}

/** A room without tables of its own: emergencies of the demonstration, when the city is there. */
export const demonstrationEmergencies = (parts: Parts): Room => ({
  name: 'demonstration-emergencies',
  start: async () => {
    if (!parts.base.config.roles.has('api')) return
    await load(parts)
    await planDuties(parts)
  },
})
