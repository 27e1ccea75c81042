import { locationName } from '../../../kernel/twin/index.ts'
import type { Base } from '../../base/index.ts'
import type { ChangedSeries, Twin } from '../../twin/index.ts'
import type { Fleet } from './fleet.ts'
import type { LiveDevice } from './runtime.ts'

/** Places of moving devices are written at most so often, all that moved together. */
const pause = 1_000

/** Follows devices whose profile tells where they are: their entities move with them. @returns how to stop it */
export function followMoving(
  { log }: Pick<Base, 'log'>,
  { entities, observations }: Twin,
  fleet: Fleet,
): () => Promise<void> {
  const moved = new Set<LiveDevice>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  const placeOf = ({ ready, series }: LiveDevice): readonly [lng: number, lat: number] | undefined => {
    const { position } = ready.profile
    if (position === undefined) return undefined
    const last = (measure: string) => observations.last(series[ready.names.indexOf(measure)] ?? 0)
    const [lng, lat] = [last(position.lng), last(position.lat)]
    // A place outside its range is no place.
    return lng && lat && lng.quality === 0 && lat.quality === 0 ? [lng.value, lat.value] : undefined
  }

  async function write(): Promise<void> {
    const drafts = [...moved].flatMap((device) => {
      const coordinates = placeOf(device)
      const value = coordinates && { type: 'Point', coordinates: [...coordinates] }
      if (value === undefined) return []
      return [
        {
          id: device.entityId,
          types: [],
          attributes: { [locationName]: [{ kind: 'GeoProperty' as const, value, dataset: '' }] },
        },
      ]
    })
    moved.clear()
    if (drafts.length === 0) return
    const there = await entities.find(drafts.map(({ id }) => id))
    await entities.patch(
      drafts.flatMap((draft) => {
        const types = there.get(draft.id)?.types
        return types ? [{ ...draft, types }] : []
      }),
    )
  }

  function later(): void {
    timer = setTimeout(() => {
      timer = undefined
      writing = write().catch((cause: unknown) => log.warn('places of moving devices wait', { cause }))
    }, pause)
  }

  const quiet = observations.onChange(({ series, length }: ChangedSeries) => {
    for (let i = 0; i < length; i++) {
      const device = fleet.bySeries(series[i] ?? 0)
      if (device?.ready.profile.position) moved.add(device)
    }
    if (moved.size > 0 && timer === undefined) later()
  })
  return async () => {
    quiet()
    clearTimeout(timer)
    await writing
  }
}
