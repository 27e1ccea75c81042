import { type Actor, type Grant, isWithin, type Resource } from '../../../kernel/access/index.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import { permissions } from '../permissions.ts'

/** The device as a decision needs it. */
export const resourceOf = (device: Pick<LiveDevice, 'path'>): Resource => ({
  holders: device.path === null ? [] : [device.path],
})

/** Offices whose devices (and those below) somebody sees; `undefined` when he sees all. */
export function pathsSeen(actor: Actor): readonly string[] | undefined {
  if (actor.kind === 'service') return undefined
  const grants: readonly Grant[] = permissions.see.grants
  const all = grants.filter(({ relation }) => relation === 'any')
  const seesAll = actor.posts.some((post) =>
    all.some((grant) => grant.who === post.role && (grant.levels?.includes(post.level) ?? true)),
  )
  if (seesAll) return undefined
  const over = new Set<string>(
    permissions.see.grants.filter(({ relation }) => relation === 'over').map(({ who }) => who),
  )
  return actor.posts.flatMap(({ role, path, level }) =>
    over.has(role) ? [path] : role === 'grid-member' ? [level === 'grid' ? areaOf(path) : path] : [],
  )
}

/** The office that a grid belongs to: devices are kept by streets, and who walks a grid of a street is of that street. */
const areaOf = (grid: string): string => grid.slice(0, grid.lastIndexOf('/'))

/** Does somebody who sees these offices see this device? */
export const isSeen = (device: Pick<LiveDevice, 'path'>, paths: readonly string[] | undefined): boolean =>
  paths === undefined || (device.path !== null && paths.some((path) => isWithin(device.path ?? '', path)))
