import type { EntityMap } from './entity-maps.ts'

/** What of a stretch of a map is there, by id, and of which entities nobody can say now: their source did not answer. */
export type Chunk<T> = { readonly there: ReadonlyMap<string, T>; readonly unsure: ReadonlySet<string> }

/** A page of a map; `gone` are the entities that were looked for and fit no longer. */
export type Walked<T> = {
  readonly found: readonly T[]
  readonly gone: readonly string[]
  readonly count: number
  readonly hasMore: boolean
}

const atOnce = 100

/**
 * Fills a page from the entities of a map in their order (clause 5.5.9.3): each is looked at anew, those that no longer fit are passed
 * over. With the question the map was made for the page begins at its place, for what was passed over before was struck out; with another
 * one, or for a count, the map is walked from its beginning.
 */
export async function walkMap<T>(
  { entries }: Pick<EntityMap, 'entries'>,
  page: { readonly offset: number; readonly limit: number; readonly fromStart: boolean },
  read: (some: EntityMap['entries']) => Promise<Chunk<T>>,
): Promise<Walked<T>> {
  const { offset, limit, fromStart } = page
  const found: T[] = []
  const gone: string[] = []
  const first = fromStart ? 0 : offset
  let place = first
  // One more than the page holds tells whether there is another.
  const isEnough = () => place > offset + limit
  for (let at = first; at < entries.length && (fromStart || !isEnough()); at += atOnce) {
    const some = entries.slice(at, at + atOnce)
    const { there, unsure } = await read(some)
    for (const { id } of some) {
      const one = there.get(id)
      if (one === undefined) {
        if (!unsure.has(id)) gone.push(id)
        continue
      }
      if (place >= offset && found.length < limit) found.push(one)
      place++
    }
  }
  return { found, gone, count: place, hasMore: isEnough() }
}
