import { type RawBuilder, sql } from 'kysely'
import { type LayerDeclaration, plainName } from '../../../kernel/twin/index.ts'
import type { Query } from '../../base/index.ts'

/** What tiles of imported files tell: what stands up says how high and from where, and in which storey it lies. */
const ofFiles = ['height', 'storey', 'level', 'elevation']

/** Attributes that a layer's tiles tell. */
export const toldInTiles = ({ attributes, scope }: LayerDeclaration): readonly string[] =>
  attributes ?? (scope?.startsWith('/layers/') ? ofFiles : [])

/** A term or IRI as an expanded name. */
export const expanded = (name: string): string => (/^[a-z][a-z0-9+.-]*:/i.test(name) ? name : plainName(name))

/** Layers: those declared, those of packs, and one for every imported file. */
export async function listLayers(on: Query, packs: readonly LayerDeclaration[]): Promise<readonly LayerDeclaration[]> {
  const { rows } = await sql<{ declaration: LayerDeclaration }>`select declaration from twin.layer order by id`.execute(
    on,
  )
  const { rows: imported } = await sql<{
    layer: string
  }>`select distinct layer from twin.layer_import where imported > 0 or already > 0 order by layer`.execute(on)
  const all = new Map<string, LayerDeclaration>([[everything.id, everything]])
  for (const { layer } of imported) all.set(layer, ofImport(layer))
  for (const layer of packs) all.set(layer.id, layer)
  for (const { declaration } of rows) all.set(declaration.id, declaration)
  return [...all.values()]
}

/** One layer; asked for every tile, so with one question at most. */
export async function findLayer(
  on: Query,
  packs: readonly LayerDeclaration[],
  id: string,
): Promise<LayerDeclaration | undefined> {
  const { rows } = await sql<{
    declaration: LayerDeclaration | null
  }>`select declaration from twin.layer where id = ${id}
    union all (select null from twin.layer_import where layer = ${id} and (imported > 0 or already > 0) limit 1)`.execute(
    on,
  )
  const declared = rows.find(({ declaration }) => declaration !== null)?.declaration
  if (declared) return declared
  const ofPack = packs.find((layer) => layer.id === id)
  if (ofPack) return ofPack
  if (rows.length > 0) return ofImport(id)
  return id === everything.id ? everything : undefined
}

/** How long a layer that was found is taken for what it was, milliseconds: a map asks for dozens of tiles of it at once. */
const foundFor = 500

/** Finds layers and remembers them for a moment. What another process changes holds after `foundFor`, what this one changes at once. */
export function layerFinder(on: Query, packs: readonly LayerDeclaration[]) {
  const known = new Map<string, { readonly layer: Promise<LayerDeclaration | undefined>; readonly till: number }>()
  return {
    find: (id: string): Promise<LayerDeclaration | undefined> => {
      const before = known.get(id)
      if (before && before.till > Date.now()) return before.layer
      if (known.size > 1_000) known.clear()
      const layer = findLayer(on, packs, id)
      known.set(id, { layer, till: Date.now() + foundFor })
      // That there is none, or that the database was away, is said to those who wait for it and to nobody after them.
      layer.then(
        (found) => found ?? known.delete(id),
        () => known.delete(id),
      )
      return layer
    },
    forget: (id: string): unknown => known.delete(id),
  }
}

const everything: LayerDeclaration = {
  id: 'all',
  title: { zh: '全部实体', en: 'Everything' },
  types: [],
  clusters: true,
}

const ofImport = (layer: string): LayerDeclaration => ({
  id: layer,
  title: { zh: layer, en: layer },
  types: [],
  scope: `/layers/${layer}`,
  clusters: false,
})

const operators = { '==': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const

/** What a layer asks of the kind of a thing, as a condition on `e`: something with its types and scope. */
export function kindSql({ types, scope }: LayerDeclaration): RawBuilder<boolean> {
  const all: RawBuilder<unknown>[] = [sql`true`]
  if (types.length > 0) all.push(sql`e.types && ${types.map(expanded)}::text[]`)
  if (scope !== undefined) all.push(sql`e.scope && array[${scope}]::text[]`)
  return sql<boolean>`${sql.join(all, sql` and `)}`
}

/**
 * The things of a layer as a condition on `twin.entity e`; the number of an attribute with readings is its last reading. With `at`,
 * those that were there at that instant (or may have told of themselves before they were entered here), whatever their attributes were.
 */
export function layerSql(layer: LayerDeclaration, at?: string): RawBuilder<boolean> {
  const all: RawBuilder<unknown>[] = [
    at === undefined
      ? sql`e.deleted_at is null and (e.expires_at is null or e.expires_at > now())`
      : sql`(e.created_at <= ${at}::timestamptz or exists (select 1 from twin.series s where s.entity = e.key)) and (e.deleted_at is null or e.deleted_at > ${at}::timestamptz)`,
  ]
  all.push(kindSql(layer))
  for (const { attribute, is, value } of (at === undefined && layer.where) || []) {
    const operator = sql.raw(operators[is])
    const test =
      typeof value === 'number'
        ? sql`(case when l.at > coalesce(a.observed_at, '-infinity') then l.value else a.number end) ${operator} ${value}::float8`
        : sql`a.value ${operator} ${JSON.stringify(value)}::jsonb`
    all.push(sql`exists (select 1 from twin.attribute a left join twin.latest l on l.series = a.series
      where a.entity = e.key and a.name = ${expanded(attribute)} and ${test})`)
  }
  return sql<boolean>`${sql.join(all, sql` and `)}`
}

/** Keeps a layer; the same id again replaces it. */
export async function keepLayer(on: Query, declaration: LayerDeclaration, by: string): Promise<void> {
  await sql`insert into twin.layer (id, declaration, made_by) values (${declaration.id}, ${JSON.stringify(declaration)}, ${by})
    on conflict (id) do update set declaration = excluded.declaration, made_by = excluded.made_by, made_at = now()`.execute(
    on,
  )
}

/** Takes a layer away. False when there is none. */
export async function dropLayer(on: Query, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from twin.layer where id = ${id}`.execute(on)
  return numAffectedRows === 1n
}
