import { seeded } from '../../../../kernel/codes/index.ts'
import type { DemoCity } from './demo-city.ts'
import type { ProfileAddress } from './draw-roads.ts'
import { showcaseStreet } from './showcase.ts'

/** A team, vehicle, store or shelter of the demonstration: invented, at an invented address, of a real kind of office. */
export type DemoResource = {
  readonly kind: 'team' | 'vehicle' | 'store' | 'shelter'
  readonly title: string
  readonly office: string
  readonly lng: number
  readonly lat: number
  readonly capacity: number
  readonly unit: string
}

type Sort = Pick<DemoResource, 'kind' | 'capacity' | 'unit'> & { readonly name: string }

/** What every district has. */
const ofDistrict: readonly Sort[] = [
  { kind: 'team', name: '防汛抢险队', capacity: 30, unit: '人' },
  { kind: 'team', name: '市政抢修队', capacity: 18, unit: '人' },
  { kind: 'team', name: '应急救援队', capacity: 24, unit: '人' },
  { kind: 'vehicle', name: '移动泵车一号', capacity: 1, unit: '辆' },
  { kind: 'vehicle', name: '移动泵车二号', capacity: 1, unit: '辆' },
  { kind: 'vehicle', name: '照明抢修车', capacity: 1, unit: '辆' },
  { kind: 'store', name: '防汛物资库（沙袋）', capacity: 6_000, unit: '只' },
]

/** What the streets have of which some are drawn. */
const ofStreet: readonly Sort[] = [
  { kind: 'shelter', name: '应急避难场所', capacity: 400, unit: '人' },
  { kind: 'store', name: '应急物资点（被褥、饮水）', capacity: 300, unit: '份' },
]

/** The resources of a demonstration city: some in every district, two of its streets and the showcase street. The same every time. */
export function demoResources({ divisions, addresses, offices }: DemoCity): readonly DemoResource[] {
  const byDistrict = Map.groupBy(addresses, ({ district }) => district)
  const known = new Set(offices.map(({ id }) => id))
  return [...byDistrict].flatMap(([code, there]) => {
    const random = seeded(`resources/${code}`)
    const at = (found: readonly ProfileAddress[]): ProfileAddress | undefined =>
      found[Math.floor(random() * found.length)]
    const name = (division: string) => divisions.find((one) => one.code === division)?.name.zh ?? ''
    const place =
      (office: string, division: string, found: readonly ProfileAddress[]) =>
      (sort: Sort): DemoResource[] => {
        const address = at(found)
        if (!address || !known.has(office)) return []
        const { kind, capacity, unit } = sort
        return [{ kind, capacity, unit, office, title: `${name(division)}${sort.name}`, ...address.point }]
      }
    const streets = [...Map.groupBy(there, ({ street }) => street)]
    const chosen = streets.filter(
      ([street], i) => i % Math.max(1, Math.floor(streets.length / 2)) === 0 || street === showcaseStreet,
    )
    return [
      ...ofDistrict.flatMap(place(code, code, there)),
      ...chosen.flatMap(([street, found]) => ofStreet.flatMap(place(street, street, found))),
    ]
  })
}
