import type { Level } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { identityErrors } from '../errors.ts'

/** An office (机构) in the tree of the city. Days are `YYYY-MM-DD`, instants ISO UTC. */
export type Office = {
  readonly id: string
  /** Ids from the city office down, joined and led by `/`, as in `Post.path`. */
  readonly path: string
  readonly parent?: string
  readonly level: Level
  /** What sort of office: `government`, `bureau`, `street`, `committee`, `grid`, … (a city's own words). */
  readonly kind: string
  /** Division code (行政区划代码) it stands for, 6, 9 or 12 digits. */
  readonly division?: string
  readonly title: Words
  readonly openSince: string
  readonly abolishedAt?: string
  /** The office that took over (承接机构). */
  readonly successor?: string
}

/** Rank in the tree: a lower office never stands over a higher one. Grid and community are both the ground. */
export const levelRank: Readonly<Record<Level, number>> = { city: 0, district: 1, street: 2, grid: 3, community: 3 }

const byPath = (a: Office, b: Office) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)

/** First place in the sorted list whose path is not below `path`. */
function lowerBound(list: readonly Office[], path: string): number {
  let from = 0
  let to = list.length
  while (from < to) {
    const middle = (from + to) >>> 1
    // biome-ignore lint/style/noNonNullAssertion: middle lies within the list.
    if (list[middle]!.path < path) from = middle + 1
    else to = middle
  }
  return from
}

/** All offices at one moment, held in memory: 7,000 offices take about 3 MB. Immutable. */
export class OfficeTree {
  readonly #byId = new Map<string, Office>()
  readonly #children = new Map<string, Office[]>()
  readonly #byDivision = new Map<string, Office[]>()
  /** Open ones only, by path. */
  readonly #open: readonly Office[]

  constructor(all: Iterable<Office>) {
    const open: Office[] = []
    for (const office of all) {
      this.#byId.set(office.id, office)
      if (office.abolishedAt === undefined) open.push(office)
    }
    this.#open = open.sort(byPath)
    for (const office of this.#open) {
      if (office.parent !== undefined) push(this.#children, office.parent, office)
      if (office.division !== undefined) push(this.#byDivision, office.division, office)
    }
  }

  /** How many offices are open. */
  get size(): number {
    return this.#open.length
  }

  /** The city office; `undefined` in a city that has not been set up. */
  get root(): Office | undefined {
    return this.#open.find((office) => office.parent === undefined)
  }

  /** The office of that id, abolished ones included. */
  find(id: string): Office | undefined {
    return this.#byId.get(id)
  }

  /**
   * Like `find`.
   * @throws identity.noOffice
   */
  get(id: string): Office {
    const office = this.#byId.get(id)
    if (office === undefined) throw identityErrors.make('identity.noOffice', { office: id })
    return office
  }

  /**
   * Like `get`, for what is to be done with an office from now on.
   * @throws identity.noOffice, identity.officeAbolished
   */
  getOpen(id: string): Office {
    const office = this.get(id)
    if (office.abolishedAt !== undefined)
      throw identityErrors.make(
        'identity.officeAbolished',
        { office: office.title.zh },
        { facts: { successor: office.successor } },
      )
    return office
  }

  /** Open offices right below, by path. */
  children(id: string): readonly Office[] {
    return this.#children.get(id) ?? []
  }

  /** The open office at this path and every open one below it, by path; the whole city without a path. */
  within(path?: string): readonly Office[] {
    if (path === undefined) return this.#open
    const at = this.#open[lowerBound(this.#open, path)]
    // Below `path` lies all that begins with `path/`; '0' is the character after '/'.
    const below = this.#open.slice(lowerBound(this.#open, `${path}/`), lowerBound(this.#open, `${path}0`))
    return at?.path === path ? [at, ...below] : below
  }

  /** Open offices that stand for a division, the highest level first. */
  ofDivision(code: string): readonly Office[] {
    return this.#byDivision.get(code) ?? []
  }

  /** The office that stands where this one stood: itself while open, else its successor's successor and so on. */
  current(id: string): Office | undefined {
    const passed = new Set<string>()
    let office = this.#byId.get(id)
    while (office?.abolishedAt !== undefined && office.successor !== undefined && !passed.has(office.id)) {
      passed.add(office.id)
      office = this.#byId.get(office.successor)
    }
    return office?.abolishedAt === undefined ? office : undefined
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
