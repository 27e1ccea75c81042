import { sql } from 'kysely'
import { badData, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Base } from '../../base/index.ts'

/** Tenants (clause 4.14): made by the first thing created in them. */
export class Tenants {
  readonly #base: Pick<Base, 'db'>
  readonly #known = new Set<string>([''])

  constructor(base: Pick<Base, 'db'>) {
    this.#base = base
  }

  /** The tenant of a request. @throws BadRequestData for a name that cannot be one */
  read(header: string | string[] | undefined): string {
    const name = Array.isArray(header) ? header[0] : header
    if (name === undefined || name === '') return ''
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw badData('NGSILD-Tenant must be 1 to 64 letters, digits, "_" or "-"')
    return name
  }

  /** @throws NonexistentTenant */
  async check(name: string): Promise<void> {
    if (this.#known.has(name)) return
    const { rows } = await sql`select 1 from twin.tenant where name = ${name}`.execute(this.#base.db)
    if (rows.length === 0) throw ngsiErrors.make('twin.noTenant', { detail: `There is no tenant "${name}"` })
    this.#known.add(name)
  }

  /** Makes a tenant that is not there yet. */
  async make(name: string): Promise<void> {
    if (this.#known.has(name)) return
    await sql`insert into twin.tenant (name) values (${name}) on conflict do nothing`.execute(this.#base.db)
    this.#known.add(name)
  }
}
