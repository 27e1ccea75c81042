import { type Entity, type FindEntity, linkDepth, type QueryTree } from '../../../kernel/twin/index.ts'
import type { Query } from '../../base/index.ts'
import { findLinked } from '../ngsild/linked.ts'
import type { Sight } from '../sight.ts'
import type { LastReading } from '../store/rows.ts'

/** The entities that a condition asks about behind one (clause 4.9), as far as the subscriber sees them. */
export async function askedBehind(
  on: Query,
  readings: LastReading,
  asked: { readonly tenant: string; readonly sight: Sight },
  q: QueryTree | undefined,
  entity: Entity,
): Promise<FindEntity> {
  const joinLevel = q ? linkDepth(q) : 0
  if (joinLevel === 0) return () => undefined
  const shown = { format: 'normalized', join: 'flat', joinLevel, containedBy: [] } as const
  const all = await findLinked(on, readings, asked, [entity], shown)
  return (id) => all.get(id)?.entity
}
