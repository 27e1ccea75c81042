import type { PlaceValue } from '../kernel/record/index.ts'
import type { FoundPlace, Registry } from '../platform/registry/index.ts'

/** An address found with less confidence than this stays words: a wrong point is worse than none. */
const leastConfidence = 0.5

/** Completes reported places from the registry: the division of a point, the point and division of an address. */
export const locateBy =
  (registry: Pick<Registry, 'locate' | 'geocode'>) =>
  async (place: PlaceValue): Promise<PlaceValue> => {
    if (place.point) {
      const [lng, lat] = place.point
      const { division } = registry.locate({ lng, lat })
      return { ...place, division }
    }
    if (!place.address) return place
    const [best] = await registry.geocode(place.address, { limit: 1 })
    if (!best || best.confidence < leastConfidence) return place
    return { ...place, point: [best.point.lng, best.point.lat], division: best.division ?? place.division }
  }

/** Farther than this from a door, in metres, a place is not called by it. */
const nearEnough = 150

/** What a place that only a device or a photo marks is called: the door next to it, so that people find it. */
export const calledBy =
  (registry: Pick<Registry, 'reverse'>) =>
  async ([lng, lat]: readonly [number, number]): Promise<string | undefined> => {
    const { nearest } = await registry.reverse({ lng, lat })
    return nearest && nearest.metres <= nearEnough ? `${nearest.address}附近` : undefined
  }

/** The place that a text most likely mentions; nothing when it names none that the registry knows. */
export const mentionedPlaces =
  (registry: Pick<Registry, 'geocode'>) =>
  async (text: string): Promise<FoundPlace | undefined> => {
    const [best] = await registry.geocode(text, { limit: 1 })
    return best
  }
