import { inPath } from '../ngsild/paths.ts'
import type { Federation } from './federation.ts'
import { queryText } from './narrow.ts'
import type { Concerned, Gathered, Matching, Matter, Passed, Passing } from './passing.ts'

/** How a source is asked for one entity: by its id, or by a query where it takes nothing else; `undefined` where it takes neither. */
function askedFor({ source: { operations } }: Matching, id: string): Passed | undefined {
  if (operations.has('retrieveEntity')) return { method: 'GET', path: `/entities/${inPath(id)}` }
  if (operations.has('queryEntity'))
    return { method: 'GET', path: `/entities?${queryText(new URLSearchParams({ id }))}` }
  if (!operations.has('queryBatch')) return undefined
  return { method: 'POST', path: '/entityOperations/query', body: { type: 'Query', entities: [{ id }] } }
}

/** One entity as other sources know it: those among them that are wanted, each asked in the way it takes. */
export async function gatherOne(
  federation: Federation,
  passing: Passing,
  matter: Matter & { readonly ids: readonly [string] },
  isWanted: (one: Concerned) => boolean = () => true,
): Promise<readonly Gathered[]> {
  const [id] = matter.ids
  const all = await federation.matching(passing, 'retrieveEntity', matter)
  const asked = all.filter(isWanted).map(async (one) => {
    const passed = askedFor(one, id)
    return passed ? federation.gather(passing, [one], passed) : []
  })
  return (await Promise.all(asked)).flat().filter(({ entity }) => entity.id === id)
}
