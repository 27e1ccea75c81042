import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { type Actor, anonymous } from '../../../kernel/access/index.ts'
import { type EntityDraft, type LayerDeclaration, locationName, plainName } from '../../../kernel/twin/index.ts'
import { sightOf } from '../sight.ts'
import { program, twinCity } from '../testing/twin-city.ts'
import { foldCells } from './fold-cells.ts'
import { readTile } from './read-tile.ts'

const { city, twin } = await twinCity()
const { db } = city.base
const { entities } = twin

const post = (path: string, level: 'city' | 'district') =>
  ({ office: path, path, level, role: 'clerk', title: { zh: '员', en: 'Clerk' } }) as const
const person = (id: string, ...posts: Actor['posts']): Actor => ({ ...anonymous, kind: 'person', id, name: id, posts })
const askers: readonly Actor[] = [
  anonymous,
  person('clerk', post('/sh/a', 'district')),
  person('mayor', post('/sh', 'city')),
  program('whole', 'twin'),
  program('typed', 'twin'),
  program('scoped', 'twin'),
  program('divided', 'twin'),
]

const layers: readonly Pick<LayerDeclaration, 'types' | 'scope' | 'clusters'>[] = [
  { types: [], clusters: true },
  { types: ['Lamp'], clusters: true },
  { types: ['Lamp', 'Tree'], clusters: false },
  { types: [], scope: '/x', clusters: true },
]

/** Few places, so that things meet: in one cell, beside each other, on edges of tiles, and far away. */
const places: readonly (readonly [lng: number, lat: number])[] = [
  ...([121.4, 121.4003, 121.42, 121.64, 122.6] as const).map((lng) => [lng, 31.2] as const),
  ...[[121.4, 31.9] as const, [-70.5, -33.4] as const, [0.001, 51.5] as const, [-0.0001, 51.5] as const],
]
const anyPlace = fc.constantFrom(...places)
const anyThing = fc.record({
  place: anyPlace,
  isWide: fc.constant(false),
  types: fc.subarray(['Lamp', 'Tree', 'Pump'], { minLength: 1 }),
  scope: fc.subarray(['/x', '/x/y', '/z']),
  path: fc.constantFrom(null, '/sh', '/sh/a', '/sh/a/1', '/sh/ab'),
  isOpen: fc.boolean(),
  division: fc.constantFrom(null, '310101', '320101'),
  ends: fc.constantFrom(undefined, undefined, undefined, '2000-01-01T00:00:00.000Z', '2900-01-01T00:00:00.000Z'),
})
type Thing = Omit<typeof anyThing extends fc.Arbitrary<infer T> ? T : never, 'isWide'> & { readonly isWide: boolean }
const wideOrNot = fc.tuple(anyThing, fc.boolean()).map(([thing, isWide]): Thing => ({ ...thing, isWide }))

function shapeAt([lng, lat]: readonly [number, number], isWide: boolean) {
  if (!isWide) return { type: 'Point', coordinates: [lng, lat] }
  return { type: 'LineString', coordinates: [[lng - 0.4, lat], [lng + 0.1, lat + 0.1]] } // biome-ignore format: one line
}

const draft = (n: number, { place, isWide, types, ends, ...thing }: Thing): EntityDraft => ({
  ...thing,
  id: `urn:cell:${n}`,
  types: types.map(plainName),
  ...(ends !== undefined && { expiresAt: ends }),
  attributes: {
    [plainName('n')]: [{ kind: 'Property', value: n, dataset: '' }],
    [locationName]: [{ kind: 'GeoProperty', value: shapeAt(place, isWide), dataset: '' }],
  },
})

const anyNumber = fc.nat(11)
const stepsOf = (thing: fc.Arbitrary<Thing>) =>
  fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.tuple(fc.constant('put' as const), fc.uniqueArray(anyNumber, { minLength: 1 }), thing),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.constant('move' as const), fc.uniqueArray(anyNumber, { minLength: 1 }), thing),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.constant('delete' as const), fc.uniqueArray(anyNumber, { minLength: 1 }), thing),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.constant('break' as const), fc.uniqueArray(anyNumber, { minLength: 1 }), thing),
      },
      { weight: 2, arbitrary: fc.tuple(fc.constant('fold' as const), fc.constant([]), thing) },
    ),
    { minLength: 4, maxLength: 14 },
  )
type Steps = typeof stepsOf extends (thing: fc.Arbitrary<Thing>) => fc.Arbitrary<infer T> ? T : never

async function take([what, numbers, thing]: Steps[number]): Promise<void> {
  const drafts = numbers.map((n) => draft(n, thing))
  if (what === 'put') await entities.put(drafts)
  if (what === 'move') await entities.patch(drafts.map(({ id, types, attributes }) => ({ id, types, attributes })))
  if (what === 'delete') await entities.delete(drafts.map(({ id }) => id))
  if (what === 'fold') await foldCells(db)
  // A process that dies leaves what a transaction leaves that is not committed.
  if (what === 'break')
    await expect(
      db.tx(async (tx) => {
        await entities.within(tx).put(drafts)
        throw new Error('gone')
      }),
    ).rejects.toThrow('gone')
}

type Shown = { readonly key: number; readonly x: number; readonly y: number; readonly values: object }

/** What a tile shows, by counts and by looking at every thing: a condition on values that all meet keeps from counting. */
async function bothWays(layer: (typeof layers)[number], actor: Actor, z: number, x: number, y: number) {
  const sight = await sightOf(db, actor)
  const whole = { ...layer, id: 'cells', title: { zh: '格', en: 'Cells' } }
  const looking = { ...whole, where: [{ attribute: 'n', is: '>=', value: 0 } as const] }
  const cellOf = (one: Shown) => Math.floor(one.y / 512) * 8 + Math.floor(one.x / 512)
  const inOrder = (things: readonly Shown[]) =>
    things
      .map(({ key, x: across, y: down, values }) => ({ key, x: across, y: down, values }))
      .sort((a, b) => a.key - b.key || cellOf(a) - cellOf(b))
  const looked = inOrder(await readTile(db, looking, sight, z, x, y))
  return {
    counted: inOrder(await readTile(db, whole, sight, z, x, y)),
    // Middles are kept in millimetres.
    looked: looked.map((one) => ({ ...one, x: expect.closeTo(one.x, 1), y: expect.closeTo(one.y, 1) })),
  }
}

const tileOf = (z: number, [lng, lat]: readonly [number, number]): readonly [number, number] => {
  const share = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2
  return [Math.floor(((lng + 180) / 360) * 2 ** z), Math.floor(share * 2 ** z)]
}

async function emptied(): Promise<void> {
  for (const table of ['attribute', 'entity']) await sql`delete from ${sql.table(`twin.${table}`)}`.execute(db)
}

beforeAll(async () => {
  await sql`insert into twin.reader_limit (actor, types, scope, division) values
    ('typed', array[${plainName('Tree')}], null, null), ('scoped', null, '{/x}', null), ('divided', null, null, '{3101}')`.execute(
    db,
  )
})
beforeEach(emptied)

const anyLook = fc.record({
  layer: fc.constantFrom(...layers),
  actor: fc.constantFrom(...askers),
  z: fc.constantFrom(0, 3, 6, 7, 8, 9, 11),
  place: anyPlace,
  beside: fc.constantFrom(-1, 0, 0, 0, 1),
})

test.each([
  ['points', anyThing],
  ['things of any extent', wideOrNot],
] as const)(
  '%s: tiles of counts show what tiles of things show, whatever was done and whoever looks',
  async (_, thing) => {
    let shown = 0
    await fc.assert(
      fc
        .asyncProperty(stepsOf(thing), fc.array(anyLook, { minLength: 6, maxLength: 6 }), async (steps, looks) => {
          for (const step of steps) await take(step)
          for (const { layer, actor, z, place, beside } of looks) {
            const [x, y] = tileOf(z, place)
            const column = Math.min(Math.max(x + beside, 0), 2 ** z - 1)
            const { counted, looked } = await bothWays(layer, actor, z, column, y)
            expect(counted).toEqual(looked)
            shown += looked.length
          }
        })
        .beforeEach(emptied),
      { numRuns: 25 },
    )
    expect(shown).toBeGreaterThan(0)
  },
)

const kept = async () => {
  const { rows } = await sql<{ kinds: number; cells: number; changes: number }>`select
    (select count(*) from twin.cell_kind) as kinds, (select count(*) from twin.cell_count) as cells,
    (select count(*) from twin.cell_change) as changes`.execute(db)
  return rows[0]
}

/** The city does it by itself, too, now and then. */
async function folded(): Promise<void> {
  while ((await kept())?.changes !== 0) await foldCells(db)
}

test('nothing is left of things that are gone, and what does not move leaves no change', async () => {
  const thing = { place: [121.4, 31.2], isWide: false, types: ['Lamp'], scope: [], path: null, isOpen: true } as const
  const all = [0, 1, 2].map((n) => draft(n, { ...thing, types: ['Lamp'], scope: [], division: null, ends: undefined }))
  await folded()
  await entities.put(all)
  await folded()
  expect(await kept()).toEqual({ kinds: 1, cells: 2, changes: 0 })
  await entities.patch(
    all.map(({ id, types }) => ({
      ...{ id, types },
      attributes: { [plainName('n')]: [{ kind: 'Property' as const, value: 9, dataset: '' }] },
    })),
  )
  expect(await kept()).toMatchObject({ changes: 0 })
  await entities.delete(all.map(({ id }) => id))
  await folded()
  expect(await kept()).toEqual({ kinds: 0, cells: 0, changes: 0 })
})

test('things that were there before are counted by the migration', async () => {
  const thing = { isWide: false, types: ['Lamp'], scope: [], path: null, isOpen: true, division: null } as const
  await entities.put(
    places.map((place, n) => draft(n, { ...thing, types: ['Lamp'], scope: [], place, ends: undefined })),
  )
  await db.tx(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('twin.cells'))`.execute(tx)
    for (const table of ['cell_count', 'cell_kind', 'cell_change'])
      await sql`delete from ${sql.table(`twin.${table}`)}`.execute(tx)
  })
  const layer = { types: ['Lamp'], clusters: true }
  const { counted, looked } = await bothWays(layer, anonymous, 0, 0, 0)
  expect([counted.length, looked.length > 0]).toEqual([0, true])
  const text = await readFile(new URL('../migrations/0123-cells.sql', import.meta.url), 'utf8')
  const fill = text
    .slice(text.lastIndexOf('insert into cell_change'))
    .replace('into cell', 'into twin.cell')
    .replace('from entity', 'from twin.entity')
  await sql`${sql.raw(fill)}`.execute(db)
  expect((await bothWays(layer, anonymous, 0, 0, 0)).counted).toEqual(looked)
  await folded()
  expect((await bothWays(layer, anonymous, 0, 0, 0)).counted).toEqual(looked)
})
