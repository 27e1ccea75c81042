import { Type } from 'typebox'
import { type Area, polygonsOf, type Ring } from '../../../kernel/place/index.ts'
import { dayMs } from '../../../kernel/time/index.ts'
import { type Http, WordsSchema } from '../../base/index.ts'
import { drawGrid, getGrid, pathOfGrid, reportOutline, streetOfGrid } from '../grids.ts'
import type { PatrolParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { pathsOf } from '../seen.ts'
import { callOffShift, findShift, handOver, listShifts, peopleOf, planShift, takeShift } from '../shifts.ts'
import { byId, gridCode, id, instant, nullable, ShiftSchema, text } from './schemas.ts'
import { shiftShown } from './shown.ts'

const position = Type.Tuple([Type.Number(), Type.Number()])
const polygon = Type.Object({
  type: Type.Literal('Polygon'),
  coordinates: Type.Array(Type.Array(position, { minItems: 4, maxItems: 2_000 }), { minItems: 1, maxItems: 1 }),
})

const GridSchema = Type.Object({
  ...{ code: Type.String(), title: WordsSchema, street: Type.String(), isSketch: Type.Boolean() },
  ...{ office: nullable(Type.String()), officeTitle: nullable(WordsSchema), centre: position },
  people: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  /** Who is on now. */
  on: Type.Array(ShiftSchema),
  /** Outer rings of its outline, closed. */
  rings: Type.Array(Type.Array(position)),
})
const piece = { rings: Type.Array(Type.Array(position)), squareMetres: Type.Integer() }

const pairs = (ring: Ring): [number, number][] => ring.map(([lng, lat]) => [lng, lat])
const ringsOf = (area: Area) => polygonsOf(area).flatMap(([outer]) => (outer ? [pairs(outer)] : []))
const pieceShown = ({ rings, squareMetres }: { readonly rings: readonly Ring[]; readonly squareMetres: number }) => ({
  ...{ rings: rings.map(pairs), squareMetres },
})

/** Grids with their people and shifts. */
export function gridRoutes(http: Http, parts: PatrolParts): void {
  const { base, registry, offices } = parts
  const { db, now } = base

  http.route({
    method: 'GET',
    path: '/api/patrol/grids',
    title: { zh: '街镇的网格：人员和当班', en: 'Grids of a street: people, who is on now' },
    access: permissions.look,
    query: Type.Object({ street: Type.String({ pattern: '^[0-9]{9}$' }) }),
    response: Type.Array(GridSchema),
    handle: async ({ query }) => {
      const at = now()
      const grids = [...registry.geography().grids].filter(({ street }) => street === query.street)
      return Promise.all(
        grids.map(async (grid) => ({
          ...{ code: grid.code, title: grid.name, street: grid.street, isSketch: grid.isSketch ?? true },
          ...{ office: grid.office ?? null, officeTitle: (grid.office && offices.title(grid.office)) || null },
          centre: [grid.point.lng, grid.point.lat] as [number, number],
          people: [...(await peopleOf(db, parts, grid))],
          rings: ringsOf(grid.area),
          on: (await listShifts(db, { from: at, until: at + 1, grid: grid.code }))
            .filter(({ handedAt }) => handedAt === null)
            .map(shiftShown),
        })),
      )
    },
  })

  http.route({
    method: 'PUT',
    path: '/api/patrol/grids/:code',
    title: { zh: '划定网格', en: 'Draw a grid' },
    access: permissions.plan,
    params: Type.Object({ code: gridCode }),
    resource: ({ params }) => ({
      // A grid belongs to its street, drawn or not.
      holders: [offices.findDuty('street', streetOfGrid(parts, params.code))?.path ?? ''],
    }),
    body: Type.Object({
      ...{ title: WordsSchema, area: polygon, office: Type.Optional(text(64)) },
      /** It must not be there yet. */
      isNew: Type.Optional(Type.Boolean()),
    }),
    handle: async ({ params, body, audit }) => {
      audit({ resource: `grid:${params.code}` })
      await db.tx((tx) => drawGrid(tx, parts, params.code, body))
      await registry.refresh()
    },
  })

  http.route({
    method: 'POST',
    path: '/api/patrol/grids/:code/check',
    title: { zh: '核对网格范围（不保存）', en: 'Weigh the outline of a grid, without drawing it' },
    access: permissions.look,
    params: Type.Object({ code: gridCode }),
    body: Type.Object({ area: polygon }),
    response: Type.Object({
      squareMetres: Type.Integer(),
      crossing: nullable(Type.Tuple([Type.Integer(), Type.Integer()])),
      overlaps: Type.Array(Type.Object({ ...piece, grid: Type.String(), title: WordsSchema })),
      outside: nullable(Type.Object(piece)),
      gap: nullable(Type.Object(piece)),
    }),
    handle: ({ params, body }) => {
      const { overlaps, outside, gap, crossing, squareMetres } = reportOutline(parts, params.code, body.area)
      return {
        ...{
          squareMetres,
          crossing: crossing && ([crossing[0], crossing[1]] as [number, number]),
          outside: outside && pieceShown(outside),
        },
        gap: gap && pieceShown(gap),
        overlaps: overlaps.map(({ grid, ...one }) => ({ ...pieceShown(one), grid: grid.code, title: grid.name })),
      }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/shifts',
    title: { zh: '班次', en: 'Shifts' },
    access: permissions.look,
    query: Type.Object({ grid: Type.Optional(gridCode), from: Type.Optional(instant), until: Type.Optional(instant) }),
    response: Type.Array(ShiftSchema),
    handle: async ({ actor, query }) => {
      const from = query.from === undefined ? now() - dayMs : Date.parse(query.from)
      const until = query.until === undefined ? from + 8 * dayMs : Date.parse(query.until)
      const paths = pathsOf(actor)
      const asked = { from, until, ...(query.grid && { grid: query.grid }), ...(paths && { paths }) }
      return (await listShifts(db, asked)).map(shiftShown)
    },
  })

  http.route({
    method: 'POST',
    path: '/api/patrol/shifts',
    title: { zh: '排班', en: 'Plan a shift' },
    access: permissions.plan,
    resource: ({ body }) => ({ holders: [pathOfGrid(parts, getGrid(parts, body.grid)) ?? ''] }),
    body: Type.Object({
      ...{ grid: gridCode, person: id, from: instant, until: instant },
      /** The same hours on so many days, one after the other; all of them or none. */
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 31 })),
    }),
    status: 201,
    response: Type.Object({ id: Type.String(), ids: Type.Array(Type.String()) }),
    handle: async ({ body: { days = 1, ...body } }) => {
      const grid = getGrid(parts, body.grid)
      const path = pathOfGrid(parts, grid) ?? ''
      const ids = await db.tx(async (tx) => {
        const made: string[] = []
        for (let day = 0; day < days; day += 1) {
          const time = { from: Date.parse(body.from) + day * dayMs, until: Date.parse(body.until) + day * dayMs }
          made.push(await planShift(tx, parts, grid, path, { person: body.person, ...time }))
        }
        return made
      })
      return { id: ids[0] ?? '', ids }
    },
  })

  http.route({
    method: 'DELETE',
    path: '/api/patrol/shifts/:id',
    title: { zh: '撤销班次', en: 'Call off a shift' },
    access: permissions.plan,
    params: byId,
    resource: async ({ params }) => ({ holders: [(await findShift(db, params.id)).path] }),
    handle: ({ params }) => db.tx((tx) => callOffShift(tx, params.id, now())),
  })

  const own = {
    access: permissions.shift,
    params: byId,
    resource: async ({ params }: { readonly params: { readonly id: string } }) => ({
      owner: (await findShift(db, params.id)).person,
    }),
    response: ShiftSchema,
  }

  http.route({
    ...own,
    method: 'POST',
    path: '/api/patrol/shifts/:id/take',
    title: { zh: '接班', en: 'Take a shift' },
    handle: async ({ params }) => shiftShown(await db.tx((tx) => takeShift(tx, params.id, now()))),
  })

  http.route({
    ...own,
    method: 'POST',
    path: '/api/patrol/shifts/:id/handover',
    title: { zh: '交班', en: 'Hand a shift over' },
    body: Type.Object({ note: text(2_000) }),
    handle: async ({ params, body }) => shiftShown(await db.tx((tx) => handOver(tx, params.id, body.note, now()))),
  })
}
