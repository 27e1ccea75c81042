import type { Db } from '../../base/index.ts'
import { readOffices } from './office-store.ts'
import { type Office, OfficeTree } from './office-tree.ts'

/**
 * All offices of the city in memory, read anew whenever the database tells that one changed. Questions are answered
 * from memory; while changes are not heard they may be answered a little late, never half.
 */
export class OfficeDirectory {
  readonly #db: Db
  #tree = new OfficeTree([])
  #reading: Promise<void> | undefined
  #isStale = false

  constructor(db: Db) {
    this.#db = db
  }

  /** The offices as last read: one consistent picture for a handler that asks several things of it. */
  get tree(): OfficeTree {
    return this.#tree
  }

  /** Like `OfficeTree.find`. */
  find(id: string): Office | undefined {
    return this.#tree.find(id)
  }

  /** Like `OfficeTree.get`. @throws identity.noOffice */
  office(id: string): Office {
    return this.#tree.get(id)
  }

  /** Open offices right below, by path. */
  children(id: string): readonly Office[] {
    return this.#tree.children(id)
  }

  /** The open office at this path and every open one below it, by path. */
  within(path?: string): readonly Office[] {
    return this.#tree.within(path)
  }

  /** Reads all offices anew; settles when what was committed before the call is seen. Calls at once share one reading. */
  async refresh(): Promise<void> {
    // A reading that has begun may have missed the change: one more follows it, shared by all who ask meanwhile.
    this.#isStale = true
    while (this.#isStale) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined
      })
      await this.#reading
    }
  }

  async #read(): Promise<void> {
    this.#isStale = false
    this.#tree = new OfficeTree(await readOffices(this.#db))
  }
}
