import type { ImportKind, ItemRow } from '../model.ts'
import type { CaseItem, CaseKindParts } from './case-item.ts'

/** How many places are looked up at once. */
const AT_ONCE = 4

/** Completes the places of a chunk from the city's registry, a few at a time, where the settings want it. */
export const placeFinder =
  ({ locate }: CaseKindParts): NonNullable<ImportKind<CaseItem>['complete']> =>
  async (items, settings) => {
    if (!settings.locate) return items
    const found: ItemRow<CaseItem>[] = [...items]
    let next = 0
    const work = async (): Promise<void> => {
      for (let index = next++; index < items.length; index = next++) {
        const one = items[index]
        if (!one?.item.place) continue
        found[index] = { ...one, item: { ...one.item, place: await locate(one.item.place) } }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return found
  }
