import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { isObject, type JsonObject, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Http } from '../../base/index.ts'
import { discoverElsewhere, joined, sumOf, textsOf } from '../federation/discover-elsewhere.ts'
import { permissions } from '../permissions.ts'
import { isThere } from '../store/read.ts'
import { type Answer, type Ask, flag, ngsiRoute } from './ask.ts'
import type { NgsiServices } from './services.ts'

type TypeRow = { readonly type: string; readonly names: readonly string[] | null; readonly count: number }
type AttributeRow = {
  readonly name: string
  readonly types: readonly string[]
  readonly kinds: readonly string[]
  readonly count: number
}

const listId = (kind: string): string => `urn:ngsi-ld:${kind}:${uuidv7()}`

const visible = (asked: Ask) => sql`e.tenant = ${asked.tenant} and ${isThere()} and ${asked.sight.sql('e')}`

const sorted = (names: readonly string[]): string[] => [...names].sort()

async function types(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { map } = asked.context
  if (!flag(asked, 'details')) {
    const { rows } = await sql<{
      type: string
    }>`select distinct unnest(e.types) as type from twin.entity e where ${visible(asked)}`.execute(services.base.db)
    const others = await discoverElsewhere(services, asked, {
      operation: 'retrieveEntityTypes',
      matter: {},
      path: '/types',
    })
    const typeList = textsOf([{ typeList: rows.map(({ type }) => map.compact(type)) }, ...others], 'typeList')
    return { status: 200, json: { id: listId('EntityTypeList'), type: 'EntityTypeList', typeList } }
  }
  const { rows } =
    await sql<TypeRow>`select type, array_agg(distinct a.name) filter (where a.name is not null) as names, count(distinct e.key) as count
    from twin.entity e cross join lateral unnest(e.types) as type left join twin.attribute a on a.entity = e.key
    where ${visible(asked)} group by type order by type`.execute(services.base.db)
  const others = await discoverElsewhere(services, asked, {
    operation: 'retrieveEntityTypeDetails',
    matter: {},
    path: '/types?details=true',
  })
  const here = rows.map(
    ({ type, names }): JsonObject => ({
      id: type,
      type: 'EntityType',
      typeName: map.compact(type),
      attributeNames: sorted((names ?? []).map((name) => map.compact(name))),
    }),
  )
  return { status: 200, json: joined([...here, ...others], ['attributeNames']) }
}

async function oneType(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { map } = asked.context
  const type = map.expand(asked.params.type ?? '')
  const { rows } =
    await sql<AttributeRow>`select a.name, array_agg(distinct a.kind) as kinds, '{}'::text[] as types, count(*) as count
    from twin.entity e join twin.attribute a on a.entity = e.key where ${visible(asked)} and e.types @> array[${type}]
    group by a.name order by a.name`.execute(services.base.db)
  const counted = await sql<{
    count: number
  }>`select count(*) from twin.entity e where ${visible(asked)} and e.types @> array[${type}]`.execute(services.base.db)
  const others = await discoverElsewhere(services, asked, {
    operation: 'retrieveEntityTypeInfo',
    matter: { types: [[type]] },
    path: `/types/${encodeURIComponent(type)}`,
  })
  const entityCount = (counted.rows[0]?.count ?? 0) + sumOf(others, 'entityCount')
  if (entityCount === 0) throw ngsiErrors.make('twin.notFound', { detail: `There is no entity of type ${type}` })
  return {
    status: 200,
    json: {
      id: type,
      type: 'EntityTypeInfo',
      typeName: map.compact(type),
      entityCount,
      attributeDetails: joined(
        [
          ...rows.map(
            ({ name, kinds }): JsonObject => ({
              id: name,
              type: 'Attribute',
              attributeName: map.compact(name),
              attributeTypes: sorted(kinds),
            }),
          ),
          ...others.flatMap(({ attributeDetails }) => [attributeDetails ?? []].flat().filter(isObject)),
        ],
        ['attributeTypes'],
      ),
    },
  }
}

const attributesOf = async (services: NgsiServices, asked: Ask, name?: string) =>
  (
    await sql<AttributeRow>`select a.name, array_agg(distinct a.kind) as kinds, array_agg(distinct type) as types, count(distinct (a.entity, a.dataset)) as count
      from twin.attribute a join twin.entity e on e.key = a.entity cross join lateral unnest(e.types) as type
      where ${visible(asked)} and (${name ?? null}::text is null or a.name = ${name ?? null}) group by a.name order by a.name`.execute(
      services.base.db,
    )
  ).rows

async function attributes(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { map } = asked.context
  if (!flag(asked, 'details')) {
    const { rows } = await sql<{
      name: string
    }>`select distinct a.name from twin.attribute a join twin.entity e on e.key = a.entity
      where ${visible(asked)}`.execute(services.base.db)
    const others = await discoverElsewhere(services, asked, {
      operation: 'retrieveAttrTypes',
      matter: {},
      path: '/attributes',
    })
    const attributeList = textsOf(
      [{ attributeList: rows.map(({ name }) => map.compact(name)) }, ...others],
      'attributeList',
    )
    return { status: 200, json: { id: listId('AttributeList'), type: 'AttributeList', attributeList } }
  }
  const rows = await attributesOf(services, asked)
  const others = await discoverElsewhere(services, asked, {
    operation: 'retrieveAttrTypeDetails',
    matter: {},
    path: '/attributes?details=true',
  })
  const here = rows.map(
    ({ name, types }): JsonObject => ({
      id: name,
      type: 'Attribute',
      attributeName: map.compact(name),
      typeNames: sorted(types.map((type) => map.compact(type))),
    }),
  )
  return { status: 200, json: joined([...here, ...others], ['typeNames']) }
}

async function oneAttribute(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { map } = asked.context
  const name = map.expand(asked.params.attr ?? '')
  const [row] = await attributesOf(services, asked, name)
  const here = row && {
    attributeCount: row.count,
    attributeTypes: [...row.kinds],
    typeNames: row.types.map((type) => map.compact(type)),
  }
  const others = await discoverElsewhere(services, asked, {
    operation: 'retrieveAttrTypeInfo',
    matter: { names: [name] },
    path: `/attributes/${encodeURIComponent(name)}`,
  })
  const all = [...(here ? [here] : []), ...others]
  if (all.length === 0) throw ngsiErrors.make('twin.notFound', { detail: `There is no attribute ${name}` })
  return {
    status: 200,
    json: {
      id: name,
      type: 'Attribute',
      attributeName: map.compact(name),
      attributeCount: sumOf(all, 'attributeCount'),
      attributeTypes: textsOf(all, 'attributeTypes'),
      typeNames: textsOf(all, 'typeNames'),
    },
  }
}

/** Which types and attributes there are (clauses 6.25 to 6.28). */
export function discoveryRoutes(http: Http, services: NgsiServices): void {
  const access = permissions.read
  ngsiRoute(http, services, {
    method: 'GET',
    path: '/types',
    title: { zh: '实体类型', en: 'Types of entities' },
    access,
    query: ['details'],
    handle: (asked) => types(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: '/types/:type',
    title: { zh: '一个实体类型', en: 'One type of entities' },
    access,
    handle: (asked) => oneType(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: '/attributes',
    title: { zh: '属性', en: 'Attributes' },
    access,
    query: ['details'],
    handle: (asked) => attributes(services, asked),
  })
  ngsiRoute(http, services, {
    method: 'GET',
    path: '/attributes/:attr',
    title: { zh: '一个属性', en: 'One attribute' },
    access,
    handle: (asked) => oneAttribute(services, asked),
  })
}
