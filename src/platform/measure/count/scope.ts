import { type Actor, isWithin } from '../../../kernel/access/index.ts'
import { casesSeen, none } from '../../cases/index.ts'
import { measureErrors } from '../errors.ts'

/**
 * The part of the tree that an actor's question is about: what he sees, narrowed to the office he asks for. Undefined: the
 * whole city.
 * @param office id or path of an office; `-`: cases that no office has yet
 * @throws measure.noOffice; measure.notYours for an office beside his own
 */
export function rootsOf(
  actor: Actor,
  office: string | undefined,
  officePath: (id: string) => string | undefined,
): readonly string[] | undefined {
  const seen = casesSeen(actor)
  if (office === undefined) return seen === 'all' ? undefined : seen
  if (office === none) {
    // What no office has yet lies in nobody's part of the tree.
    if (seen === 'all') return [none]
    throw measureErrors.make('measure.notYours', { office })
  }
  const path = office.startsWith('/') ? office : officePath(office)
  if (path === undefined) throw measureErrors.make('measure.noOffice', { office })
  if (seen === 'all' || seen.some((root) => isWithin(path, root))) return [path]
  const below = seen.filter((root) => isWithin(root, path))
  if (below.length === 0) throw measureErrors.make('measure.notYours', { office })
  return below
}
