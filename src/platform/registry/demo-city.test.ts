import { describe, expect, it } from 'vitest'
import { distance } from '../../kernel/place/index.ts'
import { cityBounds, demoCity } from '../../packs/city/shanghai/index.ts'
import type { Base } from '../base/index.ts'
import { testDatabase } from '../base/testing.ts'
import { pinyinOf } from './addresses/pinyin.ts'
import { makeRegistry } from './registry.ts'

const { db } = await testDatabase('registry')
// Of its base the registry uses the database alone.
const registry = makeRegistry({ db } as unknown as Base, cityBounds)
const city = demoCity()
await db.tx((tx) => registry.loadPlaces(tx, city, 'demonstration'))
await registry.refresh()
const sample = city.addresses.filter((_, index) => index % 97 === 0)

describe('the demonstration city out of the box', () => {
  it('knows the street, grid and committee of a point', () => {
    const wrong = sample.filter(({ point, street, grid }) => {
      const here = registry.locate(point)
      return here.street !== street || here.grid !== grid || !here.committee?.startsWith(street)
    })
    // Slivers where simplified outlines of two districts overlap.
    expect(wrong.length / sample.length).toBeLessThan(0.005)
  })

  it('finds its own addresses to the door, and says whose they are', async () => {
    for (const { text, point, street } of sample) {
      const [best] = await registry.geocode(text)
      expect(best, text).toMatchObject({ precision: 'door', address: text, street, isSketch: true })
      expect(best && distance(best.point, point), text).toBeLessThan(1)
    }
  })

  it('finds addresses in English by the sound of their road, and the district where the road is not known', async () => {
    const [first] = sample
    const [exact] = first ? await registry.geocode(first.text) : []
    const road = pinyinOf((first?.road ?? '').replace('路', ''))
    const district = registry.geography().find(first?.street.slice(0, 6) ?? '')?.name.en
    const [found] = await registry.geocode(`No. ${/(\d+)号/.exec(first?.text ?? '')?.[1]} ${road} Road, ${district}`)
    expect(found).toMatchObject({ precision: 'door', address: first?.text, point: exact?.point })
    const [only] = await registry.geocode('Nanjing East Road 100, Huangpu')
    expect(only).toMatchObject({ district: '310101' })
  })

  it('names what lies at a point', async () => {
    for (const { point, street } of sample.slice(0, 100)) {
      const here = await registry.reverse(point)
      expect(here.nearest?.metres).toBe(0)
      expect(here.street).toBe(street)
    }
  })

  it('completes what is typed, one road at a time', async () => {
    const [first] = sample
    const road = first?.road ?? ''
    const roads = await registry.suggest(road.slice(0, 1))
    expect(roads.length).toBeGreaterThan(0)
    const numbers = await registry.suggest(`${road}1`)
    expect(numbers.length).toBeGreaterThan(0)
    for (const { text } of numbers) expect(text).toMatch(new RegExp(`${road}1\\d*(弄|号)`, 'u'))
  })
})
