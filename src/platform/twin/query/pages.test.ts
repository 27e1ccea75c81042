import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { mercatorBox } from '../../../kernel/place/index.ts'
import {
  type AnyShape,
  extentOf,
  locationName,
  meetsRelation,
  meetsTypes,
  plainName,
  type TypeSelection,
} from '../../../kernel/twin/index.ts'
import { sightOf } from '../sight.ts'
import { program, twinCity } from '../testing/twin-city.ts'
import { countEntities, type EntityFilter, findEntities } from './entity-query.ts'

const { city, twin } = await twinCity()
const { db } = city.database
const reader = program('reader', 'twin')

type Made = {
  readonly id: string
  readonly types: readonly string[]
  readonly shape: AnyShape
  readonly isGone: boolean
}

const [a, b, c] = ['PageA', 'PageB', 'PageC'].map(plainName) as [string, string, string]
const many = 13_000
const share = (n: number, step: number) => (n * step) % 1

/** Things of one type one after the other, as imports bring them; a few of two types, a few areas, a few that are gone. */
const made: readonly Made[] = Array.from({ length: many }, (_, n) => {
  const place = [121.4 + share(n, 0.618_033_988_7) * 0.1, 31.2 + share(n, 0.754_877_666_2) * 0.1] as const
  const main = n < 4_000 ? a : b
  const [x, y] = place
  const ring = [
    [x, y],
    [x + 0.001, y],
    [x + 0.001, y + 0.0005],
    [x, y + 0.001],
    [x, y],
  ]
  return {
    id: `urn:page:${n}`,
    types: n % 50 === 7 ? [c, main] : [main],
    shape: n % 9 === 4 ? { type: 'Polygon', coordinates: [ring] } : { type: 'Point', coordinates: [...place] },
    isGone: n % 31 === 3,
  }
})

async function insert(all: readonly Made[]): Promise<void> {
  const rows = all.map(({ id, types, shape, isGone }) => {
    const [west = 0, south = 0, east = 0, north = 0] = extentOf(shape) ?? []
    const [[x0, y0], [x1, y1]] = mercatorBox([west, south, east, north])
    const box = `(${x1},${y1}),(${x0},${y0})`
    return { id, types, box, geometry: shape, at: `(${(x0 + x1) / 2},${(y0 + y1) / 2})`, gone: isGone }
  })
  await sql`insert into twin.entity (tenant, id, types, at, box, geometry, created_at, modified_at, deleted_at)
    select t.tenant, r.id, r.types, r.at, r.box, r.geometry, now(), now(), case when r.gone then now() end
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id text, types text[], box box, geometry jsonb, at point, gone boolean)
      cross join (values (''), ('other')) as t(tenant)`.execute(db)
}

beforeAll(async () => {
  await insert(made)
  await sql`insert into twin.tenant values ('other')`.execute(db)
})

/** All pages of a filter, forwards or backwards. */
async function allPages(filter: EntityFilter, limit: number, isBack = false): Promise<readonly string[]> {
  const ids: string[] = []
  let edge = isBack ? Number.MAX_SAFE_INTEGER : 0
  for (;;) {
    const { entities, hasMore } = await findEntities(db, filter, {
      limit,
      ...(isBack ? { before: edge } : { after: edge }),
    })
    const page = entities.map(({ id }) => id)
    if (isBack) ids.unshift(...page)
    else ids.push(...page)
    if (!hasMore) return ids
    edge = (isBack ? entities[0]?.key : entities.at(-1)?.key) ?? 0
  }
}

const square: AnyShape = {
  type: 'Polygon',
  coordinates: [
    [
      [121.41, 31.21],
      [121.485, 31.2105],
      [121.48, 31.29],
      [121.41, 31.28],
      [121.41, 31.21],
    ],
  ],
}
const line: AnyShape = {
  type: 'LineString',
  coordinates: [
    [121.4, 31.2003],
    [121.5, 31.2987],
  ],
}
const spot: AnyShape = { type: 'Point', coordinates: [121.4501, 31.2502] }

test.each<[string, TypeSelection, EntityFilter['geo']]>([
  ['one type', [[a]], undefined],
  ['several types', [[a], [c]], undefined],
  ['two types at once', [[b, c]], undefined],
  ['a type that nothing has', [[plainName('PageNone')]], undefined],
  ['within an area that holds much', [[b]], { relation: { is: 'within' }, reference: square, property: locationName }],
  ['meeting an area', [[a], [b]], { relation: { is: 'intersects' }, reference: square, property: locationName }],
  ['outside an area', [[a]], { relation: { is: 'disjoint' }, reference: square, property: locationName }],
  ['on a line', [[a], [b]], { relation: { is: 'intersects' }, reference: line, property: locationName }],
  ['near', [[a], [b]], { relation: { is: 'near', max: 700 }, reference: spot, property: locationName }],
  ['far', [[b]], { relation: { is: 'near', min: 4_000 }, reference: spot, property: locationName }],
])('pages hold everything once, whichever way they are read: %s', async (_, types, geo) => {
  const sight = await sightOf(db, reader)
  const filter: EntityFilter = { tenant: '', sight, selectors: [{ types }], geo }
  const expected = made.filter(
    (one) =>
      !one.isGone && meetsTypes(one.types, types) && (!geo || meetsRelation(one.shape, geo.relation, geo.reference)),
  )
  const ids = expected.map(({ id }) => id)
  expect(await allPages(filter, 1_000)).toEqual(ids)
  expect(await allPages(filter, 700, true)).toEqual(ids)
  expect(await countEntities(db, filter)).toBe(ids.length)
  const { entities } = await findEntities(db, filter, { limit: 5, offset: 11 })
  expect(entities.map(({ id }) => id)).toEqual(ids.slice(11, 16))
  // The same things by a condition that leaves the way to the planner.
  if (!geo) expect(await allPages({ ...filter, selectors: [{ types }, { ids: [] }] }, 1_000)).toEqual(ids)
})

test('what stays while pages are read is read once, whatever is written meanwhile', async () => {
  const sight = await sightOf(db, reader)
  const filter: EntityFilter = { tenant: '', sight, selectors: [{ types: [[a], [b]] }] }
  let isReading = true
  const write = async () => {
    const [gone, changed] = [new Set<string>(), new Set<string>()]
    for (let n = 0; isReading; n = (n + 1) % 200) {
      const [one, other] = [`urn:page:${n * 62 + 1}`, `urn:page:${n * 62 + 2}`]
      gone.add(one)
      changed.add(other)
      await twin.entities.delete([one])
      await twin.entities.patch([{ id: other, types: [made[n * 62 + 2]?.types.at(-1) ?? a], attributes: {} }])
      await twin.entities.put([{ id: `urn:page:new:${n}`, types: [b], attributes: {} }])
    }
    return gone
  }
  const writing = write()
  const read = await allPages(filter, 50)
  isReading = false
  const gone = await writing
  expect(gone.size).toBeGreaterThan(0)
  expect(new Set(read).size).toBe(read.length)
  const found = new Set(read)
  expect(made.filter(({ id, isGone }) => !isGone && !gone.has(id) && !found.has(id))).toEqual([])
})
