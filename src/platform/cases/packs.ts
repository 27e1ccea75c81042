import { sql } from 'kysely'
import { type Pack, type PackDeclaration, runPackTests, sealPack } from '../../kernel/pack/index.ts'
import type { Calendar } from '../../kernel/time/index.ts'
import { type Db, type Tx, tell } from '../base/index.ts'
import { casesErrors } from './errors.ts'

/** The packs a city has installed: what new cases begin with, and every content that a running case is pinned to. */
export type PackShelf = {
  /** Names of installed packs, with the content new cases begin with. */
  current(): readonly Pack[]
  /** @throws case.noPack */
  get(name: string): Pack
  /** The content of that hash, read once. @throws case.noPack */
  byHash(hash: string): Promise<Pack>
  /** Runs its tests, keeps it and makes it current. The same content twice changes nothing. @throws pack.testFailed */
  install(tx: Tx, pack: Pack, by: string): Promise<'installed' | 'already there'>
  /** Installs a pack that comes with the product, unless the city has put its own content in its place. */
  ship(tx: Tx, pack: Pack): Promise<void>
  /** Reads anew what is installed. */
  refresh(): Promise<void>
}

/** Tells other processes that packs were installed. */
export const packsChannel = 'shudu_packs'

/** Who installs what comes with the product. */
const shipper = 'system'

/** A fixed moment for packs' own tests: 2026-03-02 09:00 in Shanghai, a Monday. */
const testStart = Date.UTC(2026, 2, 2, 1)

/** The shelf over one database. */
export function packShelf(db: Db, calendar: Calendar): PackShelf {
  const byHash = new Map<string, Pack>()
  let current = new Map<string, Pack>()

  const take = (declaration: PackDeclaration & { readonly hash?: string }): Pack => {
    const { hash: _, ...plain } = declaration
    const pack = sealPack(plain)
    byHash.set(pack.hash, pack)
    return pack
  }

  async function refresh(): Promise<void> {
    const { rows } = await sql<{ declaration: Pack }>`
      select declaration from cases.current_pack join cases.pack using (hash) order by cases.current_pack.name`.execute(
      db,
    )
    current = new Map(rows.map((row) => take(row.declaration)).map((pack) => [pack.name, pack]))
  }

  async function install(tx: Tx, pack: Pack, by: string): Promise<'installed' | 'already there'> {
    const there = await sql<{ hash: string }>`select hash from cases.current_pack where name = ${pack.name}`.execute(tx)
    if (there.rows[0]?.hash === pack.hash) return 'already there'
    runPackTests(pack, calendar, testStart)
    await sql`insert into cases.pack (hash, name, declaration, installed_by)
      values (${pack.hash}, ${pack.name}, ${JSON.stringify(pack)}, ${by}) on conflict (hash) do nothing`.execute(tx)
    await sql`insert into cases.current_pack (name, hash) values (${pack.name}, ${pack.hash})
      on conflict (name) do update set hash = excluded.hash, since = now()`.execute(tx)
    await tell(tx, packsChannel, pack.name)
    return 'installed'
  }

  return {
    refresh,
    current: () => [...current.values()],
    get: (name) => {
      const pack = current.get(name)
      if (!pack) throw casesErrors.make('case.noPack', { pack: name })
      return pack
    },
    byHash: async (hash) => {
      const known = byHash.get(hash)
      if (known) return known
      const { rows } = await sql<{
        declaration: Pack
      }>`select declaration from cases.pack where hash = ${hash}`.execute(db)
      if (!rows[0]) throw casesErrors.make('case.noPack', { pack: hash.slice(0, 12) })
      return take(rows[0].declaration)
    },
    install,
    ship: async (tx, pack) => {
      const { rows } = await sql<{ by: string }>`
        select installed_by as by from cases.current_pack join cases.pack using (hash) where cases.current_pack.name = ${pack.name}`.execute(
        tx,
      )
      if (rows[0] === undefined || rows[0].by === shipper) await install(tx, pack, shipper)
    },
  }
}
