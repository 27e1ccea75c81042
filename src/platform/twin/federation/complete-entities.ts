import { isObject, type JsonObject } from '../../../kernel/twin/index.ts'
import type { Base } from '../../base/index.ts'
import { readEntities } from '../store/read.ts'
import type { LastReading } from '../store/rows.ts'
import { askedBehind } from '../subscriptions/asked-behind.ts'
import { fitsWanted, shownEntity } from '../subscriptions/match.ts'
import type { Live } from '../subscriptions/subscriptions.ts'
import type { Federation } from './federation.ts'
import { gatherOne } from './gather-one.ts'
import { mergeGathered } from './gathered.ts'

/**
 * Entities of a notification whose parts may be in several places (`splitEntities`): each is brought together as it is now, and told only
 * when it meets the conditions whole. What the notification says itself, such as what something was before, stays as it says it.
 */
export async function completeEntities(
  base: Pick<Base, 'db'>,
  federation: Federation,
  readings: LastReading,
  { row, judged, context, map, sight }: Live,
  data: readonly JsonObject[],
): Promise<readonly JsonObject[]> {
  const ids = [...new Set(data.map(({ id }) => String(id)))]
  const here = await readEntities(base.db, row.tenant, ids, readings)
  const passing = { tenant: row.tenant, context, via: [] }
  const whole = await Promise.all(
    data.map(async (document): Promise<readonly JsonObject[]> => {
      const id = String(document.id)
      const local = here.get(id)
      const gathered = await gatherOne(federation, passing, { ids: [id] })
      const entity = mergeGathered(local && sight.sees(local) ? local : undefined, gathered)
      // One that is gone everywhere cannot be judged any more: that it went is told.
      if (!entity) return [document]
      const find = await askedBehind(base.db, readings, { tenant: row.tenant, sight }, judged.q, entity)
      if (!fitsWanted(entity, judged, sight, find)) return []
      const shown = shownEntity(entity, judged, map)
      const { properties } = shown
      return isObject(properties) && isObject(document.properties)
        ? [{ ...shown, ...document, properties: { ...properties, ...document.properties } }]
        : [{ ...shown, ...document }]
    }),
  )
  return whole.flat()
}
