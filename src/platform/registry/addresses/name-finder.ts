/** A name found in a text: what it stands for, where it begins and ends. */
export type Found<T> = { readonly name: string; readonly value: T; readonly from: number; readonly to: number }

/**
 * Finds known names in texts: at every place the longest name that begins there. A dictionary over the first two
 * characters, so the cost follows the text, not the number of names. Immutable.
 */
export class NameFinder<T> {
  readonly #byStart = new Map<string, { readonly name: string; readonly value: T }[]>()
  /** All names in code-point order, for questions by prefix. */
  readonly #sorted: readonly { readonly name: string; readonly value: T }[]

  /** @param entries names of at least two characters; shorter ones are left out */
  constructor(entries: Iterable<readonly [name: string, value: T]>) {
    const all: { name: string; value: T }[] = []
    for (const [name, value] of entries) {
      if (name.length < 2) continue
      const entry = { name, value }
      all.push(entry)
      const start = name.slice(0, 2)
      const list = this.#byStart.get(start)
      if (list) list.push(entry)
      else this.#byStart.set(start, [entry])
    }
    for (const list of this.#byStart.values()) list.sort((a, b) => b.name.length - a.name.length)
    this.#sorted = all.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  }

  /** Every name in the text, left to right, none inside another. */
  findAll(text: string): readonly Found<T>[] {
    const found: Found<T>[] = []
    for (let from = 0; from < text.length - 1; ) {
      const entry = this.#byStart.get(text.slice(from, from + 2))?.find(({ name }) => text.startsWith(name, from))
      if (entry) found.push({ ...entry, from, to: from + entry.name.length })
      from = entry ? from + entry.name.length : from + 1
    }
    return found
  }

  /** Names that begin with a text, in order, at most `limit`. */
  startingWith(prefix: string, limit: number): readonly { readonly name: string; readonly value: T }[] {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#sorted[middle]?.name ?? '') < prefix) low = middle + 1
      else high = middle
    }
    const found: { readonly name: string; readonly value: T }[] = []
    for (let at = low; at < this.#sorted.length && found.length < limit; at += 1) {
      const entry = this.#sorted[at]
      if (!entry?.name.startsWith(prefix)) break
      found.push(entry)
    }
    return found
  }
}
