import { sql } from 'kysely'
import type { EntityDraft, Json } from '../../../kernel/twin/index.ts'
import type { StoredEntity } from '../store/rows.ts'
import type { LayerParts } from './layer-parts.ts'
import { getLayerImport, type LayerImport, moveLayerImport, noteUndone } from './store.ts'

type Row = {
  readonly key: number
  readonly id: string
  readonly before: EntityDraft | null
  readonly isTouched: boolean
}

const batchSize = 500

/** What an entity was, to be put back: all but what the store stamps anew. */
export function draftOf({ key: _, tenant: __, createdAt: ___, modifiedAt: ____, ...draft }: StoredEntity): EntityDraft {
  return draft
}

const importOf = (lineage: Json): Json | undefined =>
  typeof lineage === 'object' && lineage !== null && !Array.isArray(lineage)
    ? (lineage as { readonly [name: string]: Json }).import // an object by the test before
    : undefined

/** What was before, saying by the undoing of which import it is back: this is no change by somebody else. */
const restored = (before: EntityDraft, id: string): EntityDraft => ({
  ...before,
  lineage:
    typeof before.lineage === 'object' && before.lineage !== null && !Array.isArray(before.lineage)
      ? { ...before.lineage, restoredBy: id }
      : (before.lineage ?? null),
})

/**
 * Takes an import back: what it made goes, what it replaced is as before, what others changed since stays and is counted.
 * May be called again after a crash. History stays.
 */
export async function undoLayerImport(parts: LayerParts, id: string, signal?: AbortSignal): Promise<LayerImport> {
  const { base, entities } = parts
  const found = await getLayerImport(base.db, id)
  if (found.state !== 'undoing') return found
  for (let after = 0; ; ) {
    const { rows } =
      await sql<Row>`select e.key, e.id, b.before, e.modified_at > coalesce(other.undone_at, i.ended_at) as "isTouched"
      from twin.entity e join twin.layer_import i on i.id = ${id}
        left join twin.layer_before b on b.import = i.id and b.id = e.id
        left join twin.layer_import other on other.id = (e.lineage ->> 'restoredBy')::uuid
      where e.lineage ->> 'import' = ${id} and e.tenant = '' and e.deleted_at is null and e.key > ${after}
      order by e.key limit ${batchSize}`.execute(base.db)
    const ours = rows.filter(({ isTouched }) => !isTouched)
    const done = await entities.change(
      '',
      ours.map(({ id: thing, before }) => ({
        id: thing,
        // Another import may have been faster.
        apply: (now) =>
          now === undefined || importOf(now.lineage) !== id ? now : before ? restored(before, id) : undefined,
      })),
    )
    for (const one of done) if ('error' in one) throw one.error
    const back = ours.filter(({ before }) => before !== null).length
    await noteUndone(base.db, id, { removed: ours.length - back, restored: back, kept: rows.length - ours.length })
    if (rows.length < batchSize) break
    after = rows.at(-1)?.key ?? after
    if (signal?.aborted) throw signal.reason
  }
  await moveLayerImport(base.db, id, ['undoing'], 'undone')
  return getLayerImport(base.db, id)
}
