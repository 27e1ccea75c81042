import { describe, expect, it } from 'vitest'
import { isWithin, roles } from '../../../../kernel/access/index.ts'
import { citizenNumber, creditCode, isDivisionWithin, isUuidv7 } from '../../../../kernel/codes/index.ts'
import { findRegion, isInArea, isInBounds, regionsOf } from '../../../../kernel/place/index.ts'
import { cityBounds } from '../divisions.ts'
import { cityOffice, dutyDirectory, officeDuties } from '../offices.ts'
import { demoCity } from './demo-city.ts'
import { demoFirms, demoResidents } from './residents.ts'
import { otherDistrict, otherStreet, showcaseDistrict, showcaseStreet } from './showcase.ts'

/** Duties that packs send to, and the level at which they look for them. */
const wanted = [
  ...[
    'construction',
    'environment',
    'education',
    'labour',
    'market',
    'health',
    'civil-affairs',
    'police',
    'agriculture',
  ]
    .concat('operation-centre', 'urban-enforcement', 'planning', 'transport', 'water', 'science')
    .map((duty) => ({ duty, level: 'district' })),
  ...[
    'hotline',
    'transport',
    'development',
    'economy-information',
    'planning',
    'discipline',
    'water',
    'weather',
    'data',
  ].map((duty) => ({ duty, level: 'city' })),
  { duty: 'street', level: 'street' },
]

const city = demoCity()
const byId = new Map(city.offices.map((office) => [office.id, office]))
const byCode = new Map(city.divisions.map((division) => [division.code, division]))

describe('offices', () => {
  it('form one tree whose paths name every office above', () => {
    expect(byId.size).toBe(city.offices.length)
    for (const { id, path, parent, division, title } of city.offices) {
      expect(id).toMatch(/^[a-z0-9][a-z0-9.-]{0,62}$/)
      expect(path).toBe(parent === undefined ? `/${id}` : `${byId.get(parent)?.path}/${id}`)
      expect(byCode.has(division), id).toBe(true)
      expect(title.zh).toMatch(/\p{Script=Han}/u)
      expect(title.en).not.toMatch(/\p{Script=Han}/u)
    }
    expect(city.offices.filter(({ parent }) => parent === undefined).map(({ id }) => id)).toEqual([cityOffice])
    expect(byId.get(showcaseStreet)?.path).toBe('/sh/310101/310101002')
  })

  it('stand at five levels', () => {
    const counts = Object.groupBy(city.offices, ({ level }) => level)
    expect(counts.street).toHaveLength(234)
    expect(counts.community).toHaveLength(6509)
    expect(counts.grid?.length).toBe(city.grids.length)
    // Shanghai had 1,829 responsibility grids in 2016.
    expect(Math.abs(city.grids.length - 1829)).toBeLessThan(20)
    expect(counts.district?.filter(({ kind }) => kind === 'operation-centre')).toHaveLength(16)
  })

  it('have the duties that their kind, level and division tell', () => {
    for (const office of city.offices) expect(officeDuties(office), office.id).toEqual(office.duties)
    expect(officeDuties({ kind: 'space-agency', level: 'city' })).toEqual(['space-agency'])
  })

  it('are found by every duty that packs send to, in town and country', () => {
    const find = dutyDirectory(city.offices)
    for (const { duty, level } of wanted) {
      for (const street of ['310101002', '310115016', '310151201']) {
        const place = level === 'street' ? street : level === 'district' ? street.slice(0, 6) : undefined
        const office = find(duty, place)
        expect(office?.level, `${duty} for ${street}`).toBe(level)
        expect(office?.division).toBe(place ?? '310000')
      }
    }
    expect(find('agriculture', '310101002')?.id).toBe('310101.commerce')
    expect(find('agriculture', '310151201')?.id).toBe('310151.agriculture')
    expect(find('weather', '310151201')?.id).toBe('sh.weather')
    expect(find('astrology', '310101002')).toBeUndefined()
  })
})

describe('ground', () => {
  it('every grid and committee lies in its street, every committee in one grid', () => {
    const seen = new Set<string>()
    for (const { street, area, point, committees, office } of city.grids) {
      const home = byCode.get(street)?.area
      expect(home && isInArea(point, home), office).toBe(true)
      expect(isInArea(point, area), office).toBe(true)
      expect(byId.get(office)?.level).toBe('grid')
      expect(committees.length, office).toBeGreaterThan(0)
      for (const code of committees) {
        expect(isDivisionWithin(code, street)).toBe(true)
        expect(seen.has(code)).toBe(false)
        seen.add(code)
      }
    }
    expect(seen.size).toBe(6509)
  })

  it('addresses lie where they say', () => {
    expect(city.addresses.length).toBeGreaterThan(30_000)
    expect(new Set(city.addresses.map(({ text }) => text)).size).toBe(city.addresses.length)
    for (const { point } of city.addresses) expect(isInBounds(point, cityBounds)).toBe(true)
    const streets = regionsOf(
      city.divisions.flatMap(({ level, area, code }) => (level === 'street' && area ? [{ area, value: code }] : [])),
    )
    const sample = city.addresses.filter((_, index) => index % 40 === 0)
    for (const { point, street, committee, grid, text } of sample) {
      const drawn = byCode.get(street)?.area
      expect(drawn && isInArea(point, drawn), text).toBe(true)
      expect(isDivisionWithin(committee, street)).toBe(true)
      const home = city.grids.find(({ code }) => code === grid)
      expect(home && isInArea(point, home.area), text).toBe(true)
    }
    // Simplified outlines of two districts overlap by slivers along the rivers.
    const elsewhere = sample.filter(({ point, street }) => findRegion(point, streets)?.value !== street)
    expect(elsewhere.length / sample.length).toBeLessThan(0.005)
  })
})

describe('people', () => {
  it('have posts in offices that exist, and every role has somebody to sign in as', () => {
    expect(new Set(city.people.map(({ id }) => id)).size).toBe(city.people.length)
    for (const { id, posts = [] } of city.people) {
      expect(isUuidv7(id)).toBe(true)
      for (const { office } of posts) expect(byId.has(office), office).toBe(true)
    }
    const shown = city.people.filter(({ showcase }) => showcase)
    expect(new Set(shown.flatMap(({ posts = [] }) => posts.map(({ role }) => role)))).toEqual(new Set(roles))
    expect(new Set(shown.map(({ login }) => login)).size).toBe(shown.length)
  })

  it('the showcase has a chain from city to grid and one beside it', () => {
    const pathOf = (login: string) => {
      const office = city.people.find((person) => person.login === login)?.posts?.[0]?.office ?? ''
      return byId.get(office)?.path ?? ''
    }
    expect(isWithin(pathOf('grid'), pathOf('street'))).toBe(true)
    expect(isWithin(pathOf('street'), pathOf('district'))).toBe(true)
    expect(isWithin(pathOf('district'), pathOf('city'))).toBe(true)
    expect(isWithin(pathOf('grid2'), pathOf('district'))).toBe(false)
    expect(pathOf('district')).toContain(showcaseDistrict)
    expect(pathOf('street2')).toBe(`/sh/${otherDistrict}/${otherStreet}`)
  })

  it('residents come at any scale, the same from the same seed, with sound numbers', () => {
    const few = [...demoResidents('a', 200, city.addresses)]
    expect([...demoResidents('a', 200, city.addresses)]).toEqual(few)
    expect([...demoResidents('b', 1, city.addresses)][0]).not.toEqual(few[0])
    for (const { citizenNumber: number, born, sex, phone } of few) {
      expect(citizenNumber.read(number)).toMatchObject({ ok: true, parts: { born, sex, division: '310100' } })
      expect(phone).toMatch(/^142\d{8}$/)
    }
    for (const { creditCode: code, name } of demoFirms('a', 100, city.addresses)) {
      expect(creditCode.read(code)).toMatchObject({ ok: true, parts: { isOrganisationSound: true } })
      expect(name.zh).toContain('演示')
    }
  })
})
