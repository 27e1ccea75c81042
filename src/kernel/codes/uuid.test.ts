import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUuidv7, uuidTime, uuidv7, uuidv7At } from './uuid.ts'

describe('uuidv7', () => {
  it('only ever grows, also within one millisecond and over the counter’s end', () => {
    const ids = Array.from({ length: 20_000 }, () => uuidv7())
    expect(new Set(ids).size).toBe(ids.length)
    expect([...ids].sort()).toEqual(ids)
    expect(ids.every(isUuidv7)).toBe(true)
  })

  it('carries the present', () => {
    const before = Date.now()
    const at = uuidTime(uuidv7()) ?? 0
    // The counter may have borrowed a few milliseconds from the future in the test above.
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at - Date.now()).toBeLessThan(1000)
  })

  it('carries any moment from 1970 to the year 10889 exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (at) => {
        const id = uuidv7At(at)
        expect(isUuidv7(id)).toBe(true)
        expect(uuidTime(id)).toBe(at)
      }),
    )
  })

  it('repeats itself when the random numbers do', () => {
    const half = () => 0.5
    expect(uuidv7At(1_700_000_000_000, half)).toBe('018bcfe5-6800-7080-8080-808080808080')
  })

  it('knows other versions for what they are', () => {
    expect(isUuidv7('3f333df6-90a4-4fda-8dd3-9485d27cee36')).toBe(false)
    expect(uuidTime('3f333df6-90a4-4fda-8dd3-9485d27cee36')).toBeUndefined()
    // RFC 9562 appendix A.6
    expect(uuidTime('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')).toBe(0x017f22e279b0)
  })
})
