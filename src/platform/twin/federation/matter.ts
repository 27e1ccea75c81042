import type { EntityFilter } from '../query/entity-query.ts'
import type { Matter } from './federation.ts'

/** Whose matter a query is: of every selector what they have in common. */
export function matterOf({ selectors = [], attrs }: Pick<EntityFilter, 'selectors' | 'attrs'>): Matter {
  const all = <T>(of: readonly (readonly T[] | undefined)[]): readonly T[] | undefined =>
    of.length === 0 || of.includes(undefined) ? undefined : of.flatMap((one) => one ?? [])
  return { ids: all(selectors.map(({ ids }) => ids)), types: all(selectors.map(({ types }) => types)), names: attrs }
}
