import type { OfficeRef } from '../kernel/flow/index.ts'
import type { Offices } from '../platform/cases/index.ts'
import type { Office, OfficeTree } from '../platform/identity/index.ts'

/** Duties of an office beyond its kind, by office id, as the city's profile tells them. */
export type DutiesOf = (office: Office) => readonly string[]

const refOf = ({ id, path }: Office): OfficeRef => ({ office: id, path })

type Index = { readonly tree: OfficeTree; readonly byDuty: ReadonlyMap<string, Office> }

/** Which open office has which duty where: one entry a duty and division, the first by path. */
function indexOf(tree: OfficeTree, dutiesOf: DutiesOf): Index {
  const byDuty = new Map<string, Office>()
  for (const office of tree.within())
    for (const duty of dutiesOf(office)) {
      const key = `${duty}@${office.division ?? ''}`
      if (!byDuty.has(key)) byDuty.set(key, office)
    }
  return { tree, byDuty }
}

/** The offices as the cases room asks for them, over the identity room's directory; follows it as it changes. */
export function officesFor(
  directory: { readonly tree: OfficeTree },
  cityDivision: string,
  dutiesOf: DutiesOf,
): Offices {
  let index: Index | undefined
  const current = (): Index => {
    if (index?.tree !== directory.tree) index = indexOf(directory.tree, dutiesOf)
    return index
  }
  const findOpen = (id: string): Office | undefined => {
    const office = directory.tree.find(id)
    return office?.abolishedAt === undefined ? office : undefined
  }
  /** The nearest office strictly above a path, `steps` up at least, or the top. */
  const above = (path: string, steps: number): OfficeRef | undefined => {
    const ids = path.split('/').slice(1)
    for (let length = Math.max(1, ids.length - steps); length >= 1; length -= 1) {
      const office = findOpen(ids[length - 1] ?? '')
      if (office) return refOf(office)
    }
    return undefined
  }
  return {
    find: (id) => {
      const office = findOpen(id)
      return office && refOf(office)
    },
    title: (id) => directory.tree.find(id)?.title,
    divisionOf: (id) => directory.tree.find(id)?.division,
    findDuty: (duty, division = cityDivision) => {
      const { byDuty } = current()
      for (const place of [division, division.slice(0, 9), division.slice(0, 6), cityDivision]) {
        const office = byDuty.get(`${duty}@${place}`)
        if (office) return refOf(office)
      }
      return undefined
    },
    dispatcherOf: (path) => above(path, 1),
    // Whoever gave it back and whoever sends it anew are one step apart: supervision stands above both.
    supervisorOf: (path) => above(path, 2),
  }
}
