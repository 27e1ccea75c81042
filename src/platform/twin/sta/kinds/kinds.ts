import type { EntityKind, SetName } from '../model.ts'
import { sensingKinds } from './sensing.ts'
import { streamKinds } from './streams.ts'
import { taskingKinds } from './tasking.ts'

/** Every kind of entity; tasking stands last. */
export const kinds: readonly EntityKind[] = [...sensingKinds, ...streamKinds, ...taskingKinds]

const bySet = new Map(kinds.map((kind) => [kind.set, kind]))

/** The kind of a set. */
export function kindOf(set: SetName): EntityKind {
  const found = bySet.get(set)
  if (!found) throw new RangeError(`No set ${set}`)
  return found
}

/** The set that a text names. */
export const findKind = (text: string): EntityKind | undefined => kinds.find(({ set }) => set === text)
