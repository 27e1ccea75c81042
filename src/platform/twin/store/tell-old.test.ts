import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { locationName, plainName } from '../../../kernel/twin/index.ts'
import { twinCity } from '../testing/twin-city.ts'
import { askToTellOld, tellSome } from './tell-old.ts'

const { city, twin } = await twinCity()
const { db } = city.base

const thing = (name: string, value: string | number) => ({
  id: `urn:old:${name}`,
  types: [plainName('Lamp')],
  attributes: {
    [plainName('state')]: [{ kind: 'Property' as const, value, dataset: '' }],
    [locationName]: [
      { kind: 'GeoProperty' as const, value: { type: 'Point', coordinates: [121.4, 31.2] }, dataset: '' },
    ],
  },
})

async function told(): Promise<Readonly<Record<string, unknown>>> {
  const { rows } = await sql<{
    id: string
    told: unknown
  }>`select id, told from twin.entity where id like 'urn:old:%'`.execute(db)
  return Object.fromEntries(rows.map((row) => [row.id.slice(8), row.told]))
}

const migration = (await readFile(new URL('../migrations/0124-told-before.sql', import.meta.url), 'utf8'))
  .replaceAll(/--.*/g, '')
  .replaceAll(/(from|update) (entity|series)\b/g, '$1 twin.$2')
  .replaceAll('into told_waiting', 'into twin.told_waiting')
  .split(';')
  .slice(1, 3)

/** As though everything had been written before it was kept what maps tell. */
async function madeOld(): Promise<void> {
  await sql`update twin.entity set told = null where id like 'urn:old:%'`.execute(db)
  for (const text of migration) await sql`${sql.raw(text)}`.execute(db)
}

test('what lies with new things is gathered for old ones, some at a time and after every end', async () => {
  const long = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [plainName(`n${n}`), 'x'.repeat(100)]))
  const tale = { ...thing('tale', 'x'), attributes: { ...thing('tale', 'x').attributes } }
  for (const [name, value] of Object.entries(long))
    Object.assign(tale.attributes, { [name]: [{ kind: 'Property', value, dataset: '' }] })
  await twin.entities.put([
    thing('on', 'on'),
    thing('n', 3),
    tale,
    thing('gone', 1),
    thing('meter', 2),
    thing('late', 4),
  ])
  const { key = 0 } = (await twin.entities.find(['urn:old:meter'])).get('urn:old:meter') ?? {}
  await twin.observations.seriesOf(db, [{ entity: key, name: plainName('state') }])
  const before = await told()
  expect(before).toMatchObject({ on: { state: 'on' }, n: { state: 3 }, tale: null, meter: [] })
  await twin.entities.delete(['urn:old:gone'])
  await madeOld()
  // Numbers of readings are told by nobody else, at once; deleted things stay as they are.
  expect(await told()).toEqual({ on: null, n: null, tale: null, gone: null, meter: [], late: null })
  expect(await tellSome(db, 1)).toBe(true)
  expect(Object.values(await told()).filter((one) => one !== null)).toHaveLength(2)
  await twin.entities.put([thing('late', 5)])
  // The process ends here; another one goes on.
  await askToTellOld(city.base)
  await city.settle()
  expect(await told()).toEqual({ ...before, gone: null, late: { state: 5 } })
  expect(await tellSome(db, 1)).toBe(false)
})

test('where nothing is old nothing is asked for', async () => {
  await sql`delete from twin.told_waiting`.execute(db)
  await askToTellOld(city.base)
  const { rows } = await sql`select from graphile_worker.jobs where task_identifier = 'twin.tellOld'`.execute(db)
  expect(rows).toHaveLength(0)
})
