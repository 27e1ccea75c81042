import type { EntityFilter } from '../query/entity-query.ts'
import type { Matter } from './passing.ts'

/** Whose matter a query is: of every selector what they have in common. */
export function matterOf({
  selectors = [],
  attrs,
  geo,
  scopes,
}: Pick<EntityFilter, 'selectors' | 'attrs' | 'geo' | 'scopes'>): Matter {
  const all = <T>(of: readonly (readonly T[] | undefined)[]): readonly T[] | undefined =>
    of.length === 0 || of.includes(undefined) ? undefined : of.flatMap((one) => one ?? [])
  const [only, ...more] = selectors
  return {
    ids: all(selectors.map(({ ids }) => ids)),
    types: all(selectors.map(({ types }) => types)),
    names: attrs,
    ...(more.length === 0 && only?.idPattern !== undefined && { idPattern: only.idPattern }),
    geo,
    scopes,
  }
}
