import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type EntityDraft, locationName, plainName } from '../../../kernel/twin/index.ts'
import { sightOf } from '../sight.ts'
import { program, twinCity } from '../testing/twin-city.ts'
import { readPastTile } from '../tiles/read-past-tile.ts'
import { stateAt } from './state-at.ts'

const { city, twin, clock } = await twinCity()
const { db } = city.base
const { entities, observations } = twin
const hour = 3_600_000
const name = plainName('value')
const layer = { id: 'past', title: { zh: '昔', en: 'Past' }, types: ['Thing'], attributes: ['value'], clusters: false }
const bounds = [121.3, 31.1, 121.5, 31.3] as const

/** Within the bounds, within them in the same tile, and outside. */
const anyPlace = fc.constantFrom(121.4, 121.4004, 121.6)
const anyStep = fc.record({
  n: fc.nat(4),
  what: fc.constantFrom('put', 'put', 'value', 'place', 'drop', 'delete'),
  lng: anyPlace,
  value: fc.nat(3),
})
type State = { readonly lng: number; readonly value?: number }

const draft = (n: number, { lng, value }: State): EntityDraft => ({
  id: `urn:past:${n}`,
  types: [plainName('Thing')],
  isOpen: true,
  attributes: {
    ...(value !== undefined && { [name]: [{ kind: 'Property', value, dataset: '' }] }),
    [locationName]: [{ kind: 'GeoProperty', value: { type: 'Point', coordinates: [lng, 31.2] }, dataset: '' }],
  },
})

/** What a step makes of what is there. */
function after(
  before: State | undefined,
  { what, lng, value }: typeof anyStep extends fc.Arbitrary<infer T> ? T : never,
) {
  if (what === 'delete') return undefined
  if (what === 'put' || before === undefined) return { lng, value }
  if (what === 'value') return { ...before, value }
  return what === 'place' ? { ...before, lng } : { lng: before.lng }
}

test('every moment shows what was there then, where it stood and what it was, with and without what is kept for maps', async () => {
  const sight = await sightOf(db, program('looks', 'twin'))
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 9 }), async (steps) => {
      clock.now += hour
      await entities.delete([0, 1, 2, 3, 4].map((n) => `urn:past:${n}`))
      const began = clock.now
      const states: ReadonlyMap<number, State>[] = [new Map()]
      const gone = new Set<number>()
      for (const step of steps) {
        clock.now += hour
        const there = new Map(states.at(-1))
        // What comes back after it was deleted is another thing: of the first one only its history is left.
        const next = gone.has(step.n) ? undefined : after(there.get(step.n), step)
        if (!next && there.has(step.n)) gone.add(step.n)
        if (next) await entities.put([draft(step.n, next)])
        else await entities.delete([`urn:past:${step.n}`])
        if (next) there.set(step.n, next)
        else there.delete(step.n)
        states.push(there)
      }
      const frames = async () => {
        const all = []
        for (const [index] of states.entries()) {
          const at = new Date(began + index * hour + hour / 2).toISOString()
          const question = { layer, sight, bounds, at, limit: 100 }
          const of = ({ things }: Awaited<ReturnType<typeof stateAt>>) =>
            things.map(({ id, shape, values }) => [id, JSON.stringify(shape), values[name]])
          // A tile of zoom 9 that holds the bounds and more; of zoom 14 with the first places alone.
          const tile = async (z: number, x: number, y: number) =>
            (await readPastTile(db, observations, layer, sight, at, z, x, y)).map(
              (one) => [one.key, Math.round(one.x), Math.round(one.y), one.values] as const,
            )
          all.push({
            whole: of(await stateAt(db, observations, question)),
            asked: of(await stateAt(db, observations, { ...question, names: [name] })),
            tiles: [await tile(9, 428, 209), await tile(14, 13717, 6696)],
          })
        }
        return all
      }
      const kept = await frames()
      for (const [index, state] of states.entries()) {
        const seen = [...state].filter(([, { lng }]) => lng < bounds[2])
        const expected = seen.map(([n, { lng, value }]) => [
          ...[`urn:past:${n}`, JSON.stringify({ type: 'Point', coordinates: [lng, 31.2] }), value],
        ])
        expect(kept[index]?.whole.toSorted()).toEqual(expected.toSorted())
        expect(kept[index]?.asked.toSorted()).toEqual(expected.toSorted())
        expect(kept[index]?.tiles.map((one) => one.length)).toEqual([state.size, seen.length])
        expect(kept[index]?.tiles[1]?.map((one) => [one[3].id, one[3].value]).toSorted()).toEqual(
          seen.map(([n, { value }]) => [`urn:past:${n}`, value]).toSorted(),
        )
      }
      await sql`update twin.entity set told = null`.execute(db)
      expect(await frames()).toEqual(kept)
    }),
    { numRuns: 10 },
  )
})
