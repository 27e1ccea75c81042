import type { Level } from '../kernel/access/index.ts'
import type { Office, OfficeTree } from '../platform/identity/index.ts'
import type { ResponseOffices } from '../platform/response/index.ts'
import type { DutiesOf } from './office-duties.ts'

/** The offices as the response room calls them, over the identity room's directory; follows it as it changes. */
export function calledOffices(directory: { readonly tree: OfficeTree }, dutiesOf: DutiesOf): ResponseOffices {
  let index: { readonly tree: OfficeTree; readonly by: ReadonlyMap<string, readonly Office[]> } | undefined
  const current = () => {
    if (index?.tree !== directory.tree) index = { tree: directory.tree, by: indexOf(directory.tree, dutiesOf) }
    return index.by
  }
  return {
    withDuty: (duty: string, level: Level) => current().get(`${duty}@${level}`) ?? [],
    find: (id) => {
      const office = directory.tree.find(id)
      return office?.abolishedAt === undefined ? office : undefined
    },
    title: (id) => directory.tree.find(id)?.title,
  }
}

function indexOf(tree: OfficeTree, dutiesOf: DutiesOf): ReadonlyMap<string, readonly Office[]> {
  const by = new Map<string, Office[]>()
  for (const office of tree.within())
    for (const duty of dutiesOf(office)) {
      const key = `${duty}@${office.level}`
      const there = by.get(key)
      if (there) there.push(office)
      else by.set(key, [office])
    }
  return by
}
