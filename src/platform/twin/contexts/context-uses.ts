import { sql } from 'kysely'
import type { Query } from '../../base/index.ts'

const mostHeld = 1000

/** How often contexts were found (clause 5.13.3.5): held here, and written down when somebody asks, so that no request waits for it. */
export class ContextUses {
  readonly #held = new Map<string, { times: number; at: number }>()

  /** The context of this address or id was found once more. */
  add(address: string, at: number): void {
    const known = this.#held.get(address)
    if (!known && this.#held.size >= mostHeld) return
    this.#held.set(address, { times: (known?.times ?? 0) + 1, at })
  }

  /** Writes down what is held; `home` is where contexts of this city are served. */
  async write(on: Query, home: string): Promise<void> {
    if (this.#held.size === 0) return
    const uses = [...this.#held].map(([address, { times, at }]) => ({
      address: address.startsWith(home) ? decodeURIComponent(address.slice(home.length)) : address,
      times,
      at: new Date(at).toISOString(),
    }))
    this.#held.clear()
    await sql`update twin.context c set hits = c.hits + u.times, used_at = greatest(c.used_at, u.at)
      from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as u (address text, times bigint, at timestamptz)
      where c.url = u.address or c.id = u.address`.execute(on)
  }
}
