import type { Level } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { bureaus } from './bureaus.ts'
import type { ProfileGrid } from './demo/draw-ground.ts'
import { cityDivision, committeeNames, type ProfileDivision, shanghaiCode, streetNames } from './divisions.ts'

/** An office (机构) of the five levels as the identity room loads it, with the duties by which packs find it. */
export type ProfileOffice = {
  readonly id: string
  readonly parent?: string
  /** Ids from the city office down, led and joined by `/`. */
  readonly path: string
  readonly level: Level
  readonly kind: string
  readonly division: string
  readonly title: Words
  readonly duties: readonly string[]
}

/** Id of the city's office at the top of the tree. */
export const cityOffice = 'sh'
/** Id of the hotline centre. */
export const hotlineOffice = 'sh.hotline'

type Seed = Omit<ProfileOffice, 'path' | 'parent'>

const under = (parent: ProfileOffice, seed: Seed): ProfileOffice => ({
  ...seed,
  parent: parent.id,
  path: `${parent.path}/${seed.id}`,
})

const centre: ProfileOffice = {
  id: cityOffice,
  path: `/${cityOffice}`,
  level: 'city',
  kind: 'operation-centre',
  division: shanghaiCode,
  title: { zh: '上海市城市运行管理中心', en: 'Shanghai City Operation Centre' },
  duties: ['operation-centre', 'supervision', 'duty'],
}

/**
 * The offices of the city (三级平台五级应用): city operation centre, hotline and bureaus; each district's operation centre and
 * bureaus; each street's or town's operation centre; its grids; its committees. Parents before children.
 */
export function makeOffices(parts: {
  readonly districts: readonly ProfileDivision[]
  readonly streets: readonly ProfileDivision[]
  readonly grids: readonly ProfileGrid[]
  readonly committees: readonly ProfileDivision[]
}): readonly ProfileOffice[] {
  const offices = [centre, ...cityBureaus()]
  const streetsById = new Map<string, ProfileOffice>()
  for (const district of parts.districts) {
    const office = districtCentre(district)
    offices.push(office, ...districtBureaus(office, district, ruralDistricts().has(district.code)))
    for (const street of parts.streets.filter(({ parent }) => parent === district.code)) {
      const below = streetCentre(office, street)
      streetsById.set(street.code, below)
      offices.push(below)
    }
  }
  for (const grid of parts.grids) {
    const street = streetsById.get(grid.street)
    if (street)
      offices.push(
        under(street, {
          id: grid.office,
          level: 'grid',
          kind: 'grid',
          division: grid.street,
          title: grid.name,
          duties: ['grid'],
        }),
      )
  }
  for (const committee of parts.committees) {
    const street = streetsById.get(committee.code.slice(0, 9))
    if (street)
      offices.push(
        under(street, {
          id: committee.code,
          level: 'community',
          kind: 'committee',
          division: committee.code,
          title: committee.name,
          duties: ['committee'],
        }),
      )
  }
  return offices
}

function cityBureaus(): readonly ProfileOffice[] {
  const hotline: Seed = {
    id: hotlineOffice,
    level: 'city',
    kind: 'hotline',
    division: shanghaiCode,
    title: { zh: '上海市12345市民服务热线', en: 'Shanghai 12345 Citizens’ Hotline' },
    duties: ['hotline'],
  }
  const named = bureaus.flatMap(({ duty, city, cityDuties = [] }): Seed[] =>
    city
      ? [
          {
            id: `sh.${duty}`,
            level: 'city',
            kind: duty,
            division: shanghaiCode,
            title: { zh: `${cityDivision.name.zh}${city.zh}`, en: `${cityDivision.name.en} ${city.en}` },
            duties: [duty, ...cityDuties],
          },
        ]
      : [],
  )
  return [hotline, ...named].map((seed) => under(centre, seed))
}

const districtCentre = ({ code, name }: ProfileDivision): ProfileOffice =>
  under(centre, {
    id: code,
    level: 'district',
    kind: 'operation-centre',
    division: code,
    title: { zh: `${name.zh}城市运行管理中心`, en: `${name.en} Operation Centre` },
    duties: ['operation-centre', 'supervision', 'duty'],
  })

function districtBureaus(
  office: ProfileOffice,
  { code, name }: ProfileDivision,
  isRural: boolean,
): readonly ProfileOffice[] {
  return bureaus.flatMap(({ duty, district, districtDuties = [] }) => {
    if (!district || (duty === 'agriculture' && !isRural)) return []
    const duties = districtDutiesOf(duty, districtDuties, isRural)
    return [
      under(office, {
        id: `${code}.${duty}`,
        level: 'district',
        kind: duty,
        division: code,
        title: { zh: name.zh + district.zh, en: `${name.en} ${district.en}` },
        duties,
      }),
    ]
  })
}

/** A district without villages has no bureau for farming: its commission of commerce answers for it. */
const districtDutiesOf = (duty: string, more: readonly string[], isRural: boolean): readonly string[] => [
  duty,
  ...more.filter((each) => each !== duty && !(each === 'agriculture' && isRural)),
]

const streetCentre = (district: ProfileOffice, { code, name }: ProfileDivision): ProfileOffice =>
  under(district, {
    id: code,
    level: 'street',
    kind: 'operation-centre',
    division: code,
    title: { zh: `${name.zh}城市运行管理中心`, en: `${name.en} Operation Centre` },
    duties: ['operation-centre', 'street'],
  })

let rural: ReadonlySet<string> | undefined

/** Districts with villages (村委会, whose codes run from 200). */
function ruralDistricts(): ReadonlySet<string> {
  rural ??= new Set(
    streetNames
      .filter(({ code }) => committeeNames(code).some((committee) => /[23]\d\d$/.test(committee.code)))
      .map(({ code }) => code.slice(0, 6)),
  )
  return rural
}

/**
 * The duties of an office of this profile, told by its kind, level and division: for a running city, whose offices may have
 * been renamed, moved or opened since. An office of another kind has the duty that its kind names.
 */
export function officeDuties({
  kind,
  level,
  division,
}: Pick<ProfileOffice, 'kind' | 'level'> & { readonly division?: string }): readonly string[] {
  if (kind === 'operation-centre')
    return level === 'street' ? ['operation-centre', 'street'] : ['operation-centre', 'supervision', 'duty']
  const bureau = bureaus.find(({ duty }) => duty === kind)
  if (!bureau) return [kind]
  if (level === 'city') return [kind, ...(bureau.cityDuties ?? [])]
  return districtDutiesOf(kind, bureau.districtDuties ?? [], ruralDistricts().has(division ?? ''))
}

/** Answers which office has a duty for a place: at the place's own level or the nearest above it, up to the city. */
export type DutyDirectory = (duty: string, division?: string) => ProfileOffice | undefined

/** Prepares offices for `findDuty`-like questions. */
export function dutyDirectory(offices: readonly ProfileOffice[]): DutyDirectory {
  const byDuty = new Map<string, ProfileOffice>()
  for (const office of offices)
    for (const duty of office.duties) {
      const key = `${duty}@${office.division}`
      if (!byDuty.has(key)) byDuty.set(key, office)
    }
  return (duty, division = shanghaiCode) => {
    const places = [division, division.slice(0, 9), division.slice(0, 6), shanghaiCode]
    for (const place of places) {
      const office = byDuty.get(`${duty}@${place}`)
      if (office) return office
    }
    return undefined
  }
}
