import { expect, test } from 'vitest'
import { locationName, plainName } from '../../../kernel/twin/index.ts'
import { testCity } from '../../base/testing.ts'
import { type Twin, twinRoom } from '../index.ts'
import { ColumnBatch } from '../observations/index.ts'
import { program } from '../testing/twin-city.ts'
import type { LiveTold } from './live-tiles.ts'

let made: Twin | undefined
const city = await testCity({
  upTo: 'twin',
  rooms: (base) => {
    const title = { zh: '灯', en: 'Lamps' }
    made = twinRoom(base, {
      layers: [{ id: 'lamps', title, types: ['Streetlight'], attributes: ['power'], clusters: false }],
    })
    return [made as Twin & ReturnType<typeof twinRoom>] // the room itself
  },
})
if (!made) throw new Error('the room was not made')
const { entities, observations } = made
city.as(program('program', 'twin'))

const lamp = (id: string, lng: number, isOpen = true) => ({
  ...{ id, types: [plainName('Streetlight')], isOpen },
  attributes: {
    [locationName]: [{ kind: 'GeoProperty' as const, value: { type: 'Point', coordinates: [lng, 31.2] }, dataset: '' }],
  },
})
await entities.put([lamp('urn:x:near', 121.4), lamp('urn:x:far', 122.9), lamp('urn:x:secret', 121.4, false)])
const keyOf = async (id: string) => (await entities.find([id])).get(id)?.key ?? 0
const keys = { near: await keyOf('urn:x:near'), far: await keyOf('urn:x:far'), secret: await keyOf('urn:x:secret') }
const power = plainName('power')
const series = await observations.seriesOf(
  city.base.db,
  Object.values(keys).map((entity) => ({ entity, name: power, unit: 'WTT' })),
)

async function say(value: number): Promise<void> {
  const batch = new ColumnBatch(4)
  for (const one of series) batch.add(one, Date.now(), value, 0)
  await observations.write(batch)
}

/** Opens a stream of the frame, does something, and gives what is told of it first. */
async function toldAfter(act: () => Promise<void>, as?: string): Promise<LiveTold> {
  const stop = new AbortController()
  const answer = await fetch(`${city.url}/live/tiles?layers=lamps&bbox=121,31,122,32`, {
    signal: stop.signal,
    headers: as === undefined ? {} : { 'x-test-actor': as },
  })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  if (!answer.body) throw new Error('no stream')
  let text = ''
  let acting: Promise<void> | undefined
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    text += part
    const told = /^data: (.*)\n\n/m.exec(text)?.[1]
    if (told) {
      await acting
      stop.abort()
      return JSON.parse(told) as LiveTold // the stream's own form
    }
    acting ??= act()
  }
  throw new Error(`the stream ended: ${text}`)
}

test('a reading is told to those who look at its place and may see it, and to nobody else', async () => {
  const ofNear = { key: keys.near, values: { power: 40 } }
  expect(await toldAfter(() => say(40))).toEqual({ layers: { lamps: [ofNear] } })
  expect((await toldAfter(() => say(41), 'program')).layers.lamps?.map(({ key }) => key).sort()).toEqual(
    [keys.near, keys.secret].sort(),
  )
})

test('a thing that moved is told with its place, one that is gone by its number', async () => {
  const moved = await toldAfter(async () => void (await entities.patch([lamp('urn:x:near', 121.5)])))
  expect(moved.layers.lamps).toEqual([
    {
      ...{ key: keys.near, id: 'urn:x:near', values: { power: expect.any(Number) } },
      point: [expect.closeTo(121.5, 6), expect.closeTo(31.2, 6)],
    },
  ])
  const gone = await toldAfter(async () => void (await entities.delete(['urn:x:near'])))
  expect(gone.layers.lamps).toEqual([{ key: keys.near, gone: true, values: {} }])
})
