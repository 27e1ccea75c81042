import { expect, test } from 'vitest'
import { deviceProfiles } from '../packs/city/devices/index.ts'
import { mapLayers } from '../packs/city/layers/index.ts'

test('every layer shows something that a kind of device of its type measures, in the unit it is measured in', () => {
  expect(new Set(mapLayers.map(({ id }) => id)).size).toBe(mapLayers.length)
  for (const { id, types, where, attributes, scale } of mapLayers) {
    const profiles = deviceProfiles.filter(
      ({ name, type }) =>
        types.includes(type) && (where ?? []).every((one) => one.attribute !== 'category' || one.value === name),
    )
    const measures = profiles.flatMap((profile) =>
      Object.entries(profile.measures).map(([name, measure]) => [measure.attribute ?? name, measure.unit] as const),
    )
    expect(
      measures.map(([name]) => name),
      id,
    ).toEqual(expect.arrayContaining([...(attributes ?? [])]))
    expect(measures, id).toContainEqual([scale?.attribute, scale?.unit])
    expect(scale?.low, id).toBeLessThan(scale?.high ?? Number.NaN)
  }
})
