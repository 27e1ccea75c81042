import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { testCity } from '../../base/testing.ts'
import { type Twin, twinRoom } from '../index.ts'

let made: Twin | undefined
await testCity({
  upTo: 'twin',
  rooms: (base) => {
    const room = twinRoom(base)
    made = room
    return [room]
  },
})
if (!made) throw new Error('the room was not made')
const { layers, entities } = made
const folder = await mkdtemp(join(tmpdir(), 'layers-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

it('a batch that a crash cuts short is neither kept nor counted: the account is right when the import goes on', async () => {
  const features = Array.from({ length: 1_200 }, (_, index) => ({
    type: 'Feature',
    id: index,
    properties: {},
    geometry: { type: 'Point', coordinates: [121 + index / 10_000, 31] },
  }))
  const path = join(folder, 'a.geojson')
  await writeFile(path, JSON.stringify({ type: 'FeatureCollection', features }))
  const { id } = await layers.receive({ layer: 'cut', fileName: 'a.geojson', content: path, by: 'test' })
  // The last thing that happens inside the transaction, after everything of the second batch is written.
  let batches = 0
  entities.accompany(async () => {
    batches += 1
    if (batches === 2) throw new Error('the power went')
  })
  await expect(layers.run(id)).rejects.toThrow('the power went')
  expect((await entities.find(['urn:ngsi-ld:layer:cut:499', 'urn:ngsi-ld:layer:cut:500'])).size).toBe(1)
  const done = await layers.run(id)
  expect(done).toMatchObject({ state: 'done', counts: { read: 1_200, imported: 1_200, already: 0, refused: 0 } })
})
