import type { ClientBase } from 'pg'

/** A table as backups see it. */
export type TableShape = {
  /** Quoted, with its schema. */
  readonly name: string
  /** Quoted columns that can be written (generated ones follow from them). */
  readonly columns: readonly string[]
}

/** A partition made while the city ran; migrations do not make it. */
export type Partition = { readonly name: string; readonly of: string; readonly bounds: string }

/** A sequence and where it stands. */
export type Sequence = { readonly name: string; readonly last: string; readonly called: boolean }

/** What of a database goes into a backup. */
export type Catalogue = {
  readonly tables: readonly TableShape[]
  readonly partitions: readonly Partition[]
  readonly sequences: readonly Sequence[]
}

const ours = `nspname not like 'pg\\_%' and nspname <> 'information_schema'`

// The tables that say which migrations ran are written by the migrations themselves.
const kept = new Set(['base.migration', 'graphile_worker.migrations'])

/** Reads the catalogue, in the order of names. Partitioned tables are one table; partitions are named beside it. */
export async function readCatalogue(client: ClientBase): Promise<Catalogue> {
  const tables = await client.query<{ name: string; columns: string[] }>(`
    select c.oid::regclass::text as name, array_agg(quote_ident(a.attname) order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p' and ${ours}
    group by c.oid order by 1`)
  const partitions = await client.query<Partition>(`
    select c.oid::regclass::text as name, i.inhparent::regclass::text as of, pg_get_expr(c.relpartbound, c.oid) as bounds
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_inherits i on i.inhrelid = c.oid
    where c.relispartition and c.relkind in ('r', 'p') and ${ours} order by c.oid`)
  const names = await client.query<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and ${ours} order by 1`)
  const sequences: Sequence[] = []
  for (const { name } of names.rows) {
    const state = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${name}`,
    )
    const [found] = state.rows
    if (found) sequences.push({ name, ...found })
  }
  return { tables: tables.rows.filter(({ name }) => !kept.has(name)), partitions: partitions.rows, sequences }
}
