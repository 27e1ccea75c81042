import { componentCodeOf, randomOf, seeded, uuidv7At } from '../../../../kernel/codes/index.ts'
import { distance, type Point } from '../../../../kernel/place/index.ts'
import type { Span, Weekday } from '../../../../kernel/time/index.ts'
import type { DemoCity } from './demo-city.ts'
import type { ProfileGrid } from './draw-ground.ts'
import type { ProfileAddress } from './draw-roads.ts'
import { otherStreet, showcaseStreet } from './showcase.ts'
import { enteredAt } from './staff.ts'

/** A component of the demonstration's census. */
export type DemoComponent = {
  readonly code: string
  readonly title: string
  readonly ownership: string
  readonly keeper: string
  readonly point: Point
  readonly state: 'well' | 'damaged'
  readonly isDemo: true
}

/** A route of the demonstration. */
export type DemoRoute = {
  readonly id: string
  readonly title: string
  readonly titleEn: string
  readonly grid: string
  readonly schedule: { readonly weekdays: readonly Weekday[]; readonly spans: readonly Span[] }
  readonly stops: readonly {
    readonly id: string
    readonly title: string
    readonly lng: number
    readonly lat: number
    readonly component?: string
    readonly checks: readonly {
      readonly id: string
      readonly title: string
      readonly titleEn: string
      readonly kind: string
    }[]
  }[]
}

/** What stands on the streets: class, name, owner, keeper, how many in a grid. */
const sorts: readonly (readonly [
  major: string,
  minor: string,
  title: string,
  owner: string,
  keeper: string,
  n: number,
])[] = [
  ['01', '02', '污水井盖', 'drainage', '区排水管理所（演示）', 12],
  ['01', '03', '雨水井盖', 'drainage', '区排水管理所（演示）', 10],
  ['01', '05', '电力井盖', 'power', '供电公司（演示）', 6],
  ['01', '07', '通信井盖', 'telecom', '通信公司（演示）', 8],
  ['01', '11', '燃气井盖', 'gas', '燃气公司（演示）', 5],
  ['01', '13', '消火栓', 'water', '自来水公司（演示）', 5],
  ['01', '20', '路灯', 'lighting', '路灯管理所（演示）', 16],
  ['02', '03', '交通标志牌', 'roads', '交警支队（演示）', 6],
  ['03', '02', '垃圾箱', 'sanitation', '环卫公司（演示）', 12],
  ['04', '01', '行道树', 'greening', '绿化公司（演示）', 14],
  ['05', '01', '公共座椅', 'street', '街道（演示）', 6],
]

const everyDay: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]
const checkOf = (kind: string) => ({ id: 'well', title: '完好、无缺损', titleEn: 'Whole, nothing missing', kind })
const streetChecks = [
  { id: 'rubbish', title: '地面无暴露垃圾', titleEn: 'No rubbish lies about', kind: 'event:0102' },
  { id: 'things', title: '无占道堆物', titleEn: 'Nothing is piled on the road', kind: 'event:0107' },
  { id: 'stalls', title: '无无证设摊', titleEn: 'No stall without permit', kind: 'event:0401' },
]

/** The streets that have a census and routes in the demonstration. */
const demoStreets: readonly string[] = [showcaseStreet, otherStreet]

/** What patrols of the demonstration streets walk by: about a hundred components a grid, and two routes. The same every time. */
export function demoPatrols({ grids, addresses }: Pick<DemoCity, 'grids' | 'addresses'>): {
  readonly components: readonly DemoComponent[]
  readonly routes: readonly DemoRoute[]
  readonly grids: readonly ProfileGrid[]
} {
  const own = grids.filter(({ street }) => demoStreets.includes(street))
  const serials = new Map<string, number>()
  const made = own.map((grid) => {
    const around = addresses.filter((one) => one.grid === grid.code)
    return around.length === 0 ? undefined : { grid, around, components: componentsOf(grid, around, serials) }
  })
  const there = made.filter((one) => one !== undefined)
  return {
    components: there.flatMap(({ components }) => components),
    routes: there.flatMap(({ grid, around, components }) => routesOf(grid, around, components)),
    grids: there.map(({ grid }) => grid),
  }
}

function componentsOf(
  { code }: ProfileGrid,
  around: readonly ProfileAddress[],
  serials: Map<string, number>,
): readonly DemoComponent[] {
  const random = seeded(`patrol/${code}`)
  return sorts.flatMap(([major, minor, title, ownership, keeper, n]) =>
    Array.from({ length: n }, (): DemoComponent => {
      const { point, road, number } = randomOf(random, around)
      const division = code.slice(0, 6)
      const key = division + major + minor
      const serial = (serials.get(key) ?? 0) + 1
      serials.set(key, serial)
      const off = () => (random() - 0.5) / 2_500
      return {
        ...{
          code: componentCodeOf({ division, major, minor, serial: String(serial) }),
          ownership,
          keeper,
          isDemo: true,
        },
        ...{ title: `${title}（${road}${number}号旁）`, state: random() < 0.03 ? 'damaged' : 'well' },
        point: { lng: point.lng + off(), lat: point.lat + off() },
      }
    }),
  )
}

/** So many places in a walk: from the first always to the nearest that was not passed. */
function walk<T extends { readonly point: Point }>(all: readonly T[], many: number): readonly T[] {
  const left = [...all]
  const way: T[] = left.splice(0, 1)
  while (way.length < many && left.length > 0) {
    const here = way.at(-1)?.point ?? left[0]?.point
    if (!here) break
    let best = 0
    left.forEach(({ point }, index) => {
      if (distance(here, point) < distance(here, left[best]?.point ?? point)) best = index
    })
    way.push(...left.splice(best, 1))
  }
  return way
}

function routesOf(
  grid: ProfileGrid,
  around: readonly ProfileAddress[],
  components: readonly DemoComponent[],
): readonly DemoRoute[] {
  const random = seeded(`routes/${grid.code}`)
  const id = (name: string) => uuidv7At(enteredAt, seeded(`route/${grid.code}/${name}`))
  // A component in every three of those whose failing endangers people.
  const watched = components.filter(({ code }) => /^.{6}(0102|0103|0111|0120|0302)/.test(code))
  const shuffled = watched.filter(() => random() < 0.4)
  const number = grid.number
  return [
    {
      ...{
        id: id('components'),
        title: `第${number}网格部件日巡`,
        titleEn: `Components of grid ${number}, daily`,
        grid: grid.code,
      },
      // Once a day, whenever it fits.
      schedule: { weekdays: everyDay, spans: [[0, 1_440]] },
      stops: walk(shuffled, 6).map(({ code, title, point }) => ({
        ...{ id: code, title, lng: point.lng, lat: point.lat, component: code },
        checks: [checkOf(`component:${code.slice(6, 10)}`)],
      })),
    },
    {
      ...{ id: id('streets'), title: `第${number}网格沿街巡查`, titleEn: `Streets of grid ${number}`, grid: grid.code },
      schedule: {
        weekdays: everyDay,
        spans: [
          [420, 660],
          [840, 1_080],
        ],
      },
      stops: walk(
        around.filter((_, index) => index % Math.max(1, Math.floor(around.length / 40)) === 0),
        5,
      ).map(({ text, road, number: door, point }) => ({
        ...{ id: text.slice(-60), title: `${road}${door}号`, lng: point.lng, lat: point.lat, checks: streetChecks },
      })),
    },
  ]
}
