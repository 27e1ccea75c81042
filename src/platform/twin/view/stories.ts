import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type Base, type Http, type Query, WordsSchema } from '../../base/index.ts'
import { twinErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'

const view = Type.Object(
  {
    /** The query of the map's address: what is looked at, from where, when. */
    address: Type.String({ maxLength: 4_000 }),
    words: WordsSchema,
  },
  { additionalProperties: false },
)
const given = {
  title: WordsSchema,
  views: Type.Array(view, { minItems: 1, maxItems: 50 }),
  /** Read by everybody who works for the city, or by the maker alone. */
  isShared: Type.Boolean(),
}
const told = Type.Object({
  id: Type.String(),
  ...given,
  version: Type.Integer(),
  changedAt: Type.String(),
  /** Is it the asker's own? */
  isOwn: Type.Boolean(),
})
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })

type Row = {
  readonly id: string
  readonly maker: string
  readonly title: Words
  readonly views: { address: string; words: Words }[]
  readonly isShared: boolean
  readonly version: number
  readonly changedAt: string
}

const columns = sql`id, maker, title, views, is_shared as "isShared", version,
  to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "changedAt"`

/** What of stories somebody may read: his own, and with a post those that are shared. */
const readableBy = (actor: Actor) => sql<boolean>`(maker = ${actor.id} or (is_shared and ${actor.posts.length > 0}))`

const shownTo = (actor: Actor, { maker, ...row }: Row) => ({ ...row, isOwn: maker === actor.id })

/** A story of this maker. @throws twin.noStory when there is none, or it is somebody else's */
async function ownStory(on: Query, actor: Actor, id: string): Promise<Row> {
  const { rows } =
    await sql<Row>`select ${columns} from twin.story where id = ${id} and maker = ${actor.id} for update`.execute(on)
  const [found] = rows
  if (!found) throw twinErrors.make('twin.noStory', {})
  return found
}

/** Stories of the map: told by their makers, read by those who may, each with what his own rights show. */
export function storyRoutes(http: Http, base: Base): void {
  http.route({
    method: 'GET',
    path: '/api/twin/stories',
    title: { zh: '地图故事列表', en: 'Stories of the map' },
    access: permissions.readStories,
    response: Type.Object({ items: Type.Array(told) }),
    handle: async ({ actor }) => {
      const { rows } = await sql<Row>`select ${columns} from twin.story where ${readableBy(actor)}
        order by changed_at desc, id limit 200`.execute(base.db)
      return { items: rows.map((row) => shownTo(actor, row)) }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/twin/stories/:id',
    title: { zh: '一个地图故事', en: 'A story of the map' },
    access: permissions.readStories,
    params: Id,
    response: told,
    handle: async ({ actor, params }) => {
      const { rows } = await sql<Row>`select ${columns} from twin.story
        where id = ${params.id} and ${readableBy(actor)}`.execute(base.db)
      if (!rows[0]) throw twinErrors.make('twin.noStory', {})
      return shownTo(actor, rows[0])
    },
  })
  http.route({
    method: 'POST',
    path: '/api/twin/stories',
    title: { zh: '新建地图故事', en: 'Tell a new story' },
    access: permissions.tellStories,
    body: Type.Object(given, { additionalProperties: false }),
    response: Type.Object({ id: Type.String() }),
    status: 201,
    handle: async ({ actor, body, audit }) => {
      const id = uuidv7()
      audit({ resource: `story:${id}` })
      await base.db.tx((tx) =>
        sql`insert into twin.story (id, maker, title, views, is_shared)
          values (${id}, ${actor.id}, ${JSON.stringify(body.title)}, ${JSON.stringify(body.views)}, ${body.isShared})`.execute(
          tx,
        ),
      )
      return { id }
    },
  })
  http.route({
    method: 'PUT',
    path: '/api/twin/stories/:id',
    title: { zh: '修改地图故事', en: 'Change a story' },
    access: permissions.tellStories,
    params: Id,
    body: Type.Object({ ...given, version: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
    handle: ({ actor, params, body, audit }) =>
      base.db.tx(async (tx) => {
        audit({ resource: `story:${params.id}` })
        const { version } = await ownStory(tx, actor, params.id)
        if (version !== body.version) throw twinErrors.make('twin.storyChanged', {})
        await sql`update twin.story set title = ${JSON.stringify(body.title)}, views = ${JSON.stringify(body.views)},
          is_shared = ${body.isShared}, version = version + 1, changed_at = now() where id = ${params.id}`.execute(tx)
      }),
  })
  http.route({
    method: 'DELETE',
    path: '/api/twin/stories/:id',
    title: { zh: '删除地图故事', en: 'Take a story away' },
    access: permissions.tellStories,
    params: Id,
    handle: ({ actor, params, audit }) =>
      base.db.tx(async (tx) => {
        audit({ resource: `story:${params.id}` })
        await ownStory(tx, actor, params.id)
        await sql`delete from twin.story where id = ${params.id}`.execute(tx)
      }),
  })
}
