import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskFor, mostRegions, type Region, readCameraEvent } from './index.ts'

const event = {
  ...{ id: 'a-1', source: 'eyes', kind: 'litter', camera: 'cam-7', point: [121.47, 31.23] },
  ...{ signedAt: '2026-11-20T06:10:00Z', seenAt: '2026-11-20T14:09:56.5+08:00' },
  picture: { sha256: 'ab'.repeat(32) },
}

describe('what is signed', () => {
  test('is read as it was meant', () => {
    const regions = [{ kind: 'face', box: [1, 2, 3, 4] }]
    expect(readCameraEvent(event)).toEqual({ event })
    const whole = { ...event, address: '福州路', confidence: 0.5, note: '袋装', regions }
    expect(readCameraEvent(whole)).toEqual({ event: whole })
  })

  test.each([
    [{ id: '' }, 'id'],
    [{ id: 'a b' }, 'id'],
    [{ signedAt: '2026-11-20T06:10:00' }, 'signedAt'],
    [{ seenAt: '2026-13-45T06:10:00Z' }, 'seenAt'],
    [{ kind: 'ghost' }, 'kind'],
    [{ point: [121.47] }, 'point'],
    [{ point: ['121', '31'] }, 'point'],
    [{ confidence: 1.5 }, 'confidence'],
    [{ note: 'x'.repeat(501) }, 'note'],
    [{ picture: 'AB' }, 'picture.sha256'],
    [{ regions: {} }, 'regions'],
    [{ regions: [{ kind: 'nose', box: [1, 1, 1, 1] }] }, 'regions[0]'],
    [{ regions: [{ kind: 'face', box: [1, 1, 0, 1] }] }, 'regions[0]'],
    [{ regions: Array.from({ length: mostRegions + 1 }, () => ({ kind: 'face', box: [1, 1, 1, 1] })) }, 'regions'],
    [{ who: '张三' }, 'who'],
  ])('%o is a fault of %s', (more, field) => {
    const { faults } = readCameraEvent({ ...event, ...more })
    expect(faults?.map((one) => one.field)).toEqual([field])
    expect(faults?.every(({ says }) => says.zh && says.en)).toBe(true)
  })

  test('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const { faults = [] } = readCameraEvent(value)
        return faults.length > 0
      }),
    )
  })
})

const anyRegion: fc.Arbitrary<Region> = fc.record({
  kind: fc.constantFrom('face', 'plate', 'person', 'vehicle'),
  box: fc.tuple(
    fc.double({ min: -500, max: 2_500, noNaN: true }),
    fc.double({ min: -500, max: 2_500, noNaN: true }),
    fc.double({ min: 0.1, max: 3_000, noNaN: true }),
    fc.double({ min: 0.1, max: 3_000, noNaN: true }),
  ),
})

describe('the mask', () => {
  test('covers all of every face and plate that lies in the picture, and never leaves a picture as it was', () => {
    fc.assert(
      fc.property(
        fc.array(anyRegion, { maxLength: 6 }),
        fc.integer({ min: 32, max: 2_000 }),
        fc.integer({ min: 32, max: 2_000 }),
        (regions, width, height) => {
          const mask = maskFor(regions, width, height)
          if (mask.how === 'whole') return mask.boxes.length === 0
          const isInPicture = mask.boxes.every(
            (box) =>
              Number.isInteger(box.left) &&
              Number.isInteger(box.width) &&
              box.left >= 0 &&
              box.top >= 0 &&
              box.width > 0 &&
              box.height > 0 &&
              box.left + box.width <= width &&
              box.top + box.height <= height,
          )
          const isCovered = regions
            .filter(({ kind }) => kind === 'face' || kind === 'plate')
            .every(({ box: [x, y, across, down] }) => {
              const [left, top] = [Math.max(0, x), Math.max(0, y)]
              const [right, lower] = [Math.min(width, x + across), Math.min(height, y + down)]
              if (right <= left || lower <= top) return true
              return mask.boxes.some(
                (one) =>
                  one.left <= left && one.top <= top && one.left + one.width >= right && one.top + one.height >= lower,
              )
            })
          return isInPicture && isCovered && mask.boxes.length > 0
        },
      ),
    )
  })

  test('takes a person without a face and a vehicle without a plate whole', () => {
    const person: Region = { kind: 'person', box: [100, 100, 50, 150] }
    const face: Region = { kind: 'face', box: [115, 105, 20, 24] }
    expect(maskFor([person], 640, 480)).toMatchObject({ how: 'regions', boxes: [{ left: 85, width: 80 }] })
    expect(maskFor([person, face], 640, 480).boxes).toHaveLength(1)
    expect(maskFor([person, face], 640, 480).boxes[0]?.width).toBe(32)
    const truck: Region = { kind: 'vehicle', box: [300, 100, 200, 100] }
    expect(maskFor([person, face, truck], 640, 480).boxes).toHaveLength(2)
  })

  test('is of the whole picture when no region is named, or none lies in it', () => {
    for (const regions of [undefined, [], [{ kind: 'face', box: [900, 900, 10, 10] } as const]])
      expect(maskFor(regions, 640, 480).how).toBe('whole')
  })
})
