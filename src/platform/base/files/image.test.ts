import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import exifr from 'exifr'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { keepImage } from './image.ts'
import { fileStore } from './store.ts'

const folder = await mkdtemp(join(tmpdir(), 'shudu-images-'))
const store = fileStore(folder)
afterAll(() => rm(folder, { recursive: true, force: true }))

const limit = 10_000_000

const photo = () =>
  sharp({ create: { width: 2400, height: 1200, channels: 3, background: '#8a6' } })
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Make: 'Camera' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '31/1 14/1 6/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '121/1 28/1 12/1',
      },
    })
    .jpeg()
    .toBuffer()

test('a photo keeps its place for us and loses it for everybody else', async () => {
  const kept = await keepImage(store, await store.put(await photo(), { limit }))
  expect(kept).toMatchObject({ media: 'image/jpeg', width: 1200, height: 2400 })
  expect(kept.position?.[0]).toBeCloseTo(121.47, 3)
  expect(kept.position?.[1]).toBeCloseTo(31.235, 3)
  for (const [shown, side] of [
    [kept.display, 1600],
    [kept.thumb, 320],
  ] as const) {
    const path = await store.path(shown.hash)
    const seen = await sharp(path).metadata()
    expect(Math.max(seen.width ?? 0, seen.height ?? 0)).toBe(side)
    expect(seen.format).toBe('webp')
    expect(seen.exif).toBeUndefined()
    expect(await exifr.gps(path).catch(() => undefined)).toBeUndefined()
  }
})

test.each([
  ['text called a photo', Buffer.from('not a photo at all')],
  ['a page', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>')],
  ['a cut photo header', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46])],
  ['nothing', Buffer.alloc(0)],
])('%s is refused', async (_, content) => {
  await expect(keepImage(store, await store.put(content, { limit }))).rejects.toThrow('base.notPhoto')
})

test('a photo cut off in the middle is refused', async () => {
  const whole = await photo()
  await expect(
    keepImage(store, await store.put(whole.subarray(0, Math.floor(whole.length / 2)), { limit })),
  ).rejects.toThrow('base.notPhoto')
})
