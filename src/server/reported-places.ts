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

/** The place that a text most likely mentions; nothing when it names none that the registry knows. */
export const mentionedPlaces =
  (registry: Pick<Registry, 'geocode'>) =>
  async (text: string): Promise<FoundPlace | undefined> => {
    const [best] = await registry.geocode(text, { limit: 1 })
    return best
  }
