import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import type { Signal } from '../../../kernel/pack/index.ts'
import { type Db, type Http, WordsSchema } from '../../base/index.ts'
import { responsibilityErrors } from '../responsibility/errors.ts'
import { responsibilityPermissions as permissions } from '../responsibility/permissions.ts'
import { oneAtATime } from './locked-state.ts'
import { hearBy, type SignalParts } from './signal-consumer.ts'
import { countUnanswered, decideUnanswered, listUnanswered, lockUnanswered, numbersOf } from './unanswered.ts'

/** Counting stops here. */
const most = 1_000
const ids = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 200 })
const note = Type.String({ minLength: 2, maxLength: 500 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

const Item = Type.Object({
  ...{
    id: Type.String(),
    source: Type.String(),
    kind: Type.String(),
    who: Type.String(),
    title: WordsSchema,
    text: WordsSchema,
  },
  ...{
    at: Type.String(),
    level: nullable(Type.String()),
    class: nullable(Type.String()),
    address: nullable(Type.String()),
  },
  ...{ division: nullable(Type.String()), ownership: nullable(Type.String()), isDemo: Type.Boolean() },
  point: nullable(Type.Tuple([Type.Number(), Type.Number()])),
  /** Why nobody has it. */
  reason: WordsSchema,
  pack: nullable(Type.String()),
  ...{ heardAt: Type.String(), decidedAt: nullable(Type.String()), decidedByName: nullable(Type.String()) },
  ...{ decision: nullable(Type.String()), note: nullable(Type.String()) },
  case: nullable(Type.Object({ id: Type.String(), number: Type.String() })),
})

/** Signals that nobody answers for (无人认领的信号): seen, given by hand to a scenario or an office, or dismissed with the reason. */
export function unansweredRoutes(http: Http, parts: SignalParts & { readonly db: Db; now(): number }): void {
  const { db, offices, shelf, now } = parts

  http.route({
    method: 'GET',
    path: '/api/unanswered',
    title: { zh: '没有单位负责的信号', en: 'Signals that nobody answers for' },
    access: permissions.unanswered,
    query: Type.Object({
      decided: Type.Optional(Type.Boolean()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    response: Type.Object({ items: Type.Array(Item), count: Type.Integer(), most: Type.Integer() }),
    handle: async ({ actor, query }) => {
      const found = await listUnanswered(db, actor, offices, {
        isOpen: query.decided !== true,
        limit: query.limit ?? 200,
      })
      const titles = new Map(shelf.current().map(({ name, title }) => [name, title]))
      const items = found.map(({ signal, pack, ...one }) => {
        const {
          source,
          kind,
          who,
          title,
          text,
          at,
          level = null,
          class: code = null,
          address = null,
          division = null,
          point,
          facts,
          isDemo = false,
        } = signal
        const heard = pack === null ? undefined : (titles.get(pack) ?? { zh: pack, en: pack })
        return {
          ...{ ...one, pack, source, kind, who, title, text, at, level, class: code, address, division, isDemo },
          ownership: typeof facts?.ownership === 'string' ? facts.ownership : null,
          point: point ? ([point[0], point[1]] as [number, number]) : null,
          reason: heard
            ? { zh: `“${heard.zh}”听到了，但没有单位负责`, en: `"${heard.en}" hears it, but no office answers for it` }
            : { zh: '没有场景听取这类信号', en: 'No scenario hears this kind of signal' },
        }
      })
      return { items, count: await countUnanswered(db, actor, offices, most), most }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/unanswered/count',
    title: { zh: '没有单位负责的信号数', en: 'How many signals nobody answers for' },
    access: permissions.unanswered,
    response: Type.Object({ count: Type.Integer(), most: Type.Integer() }),
    handle: async ({ actor }) => ({ count: await countUnanswered(db, actor, offices, most), most }),
  })

  http.route({
    method: 'POST',
    path: '/api/unanswered/give',
    title: { zh: '把信号交给场景或单位', en: 'Give signals to a scenario or an office' },
    access: permissions.decideUnanswered,
    body: Type.Object({
      ids,
      pack: Type.Optional(Type.String({ maxLength: 60 })),
      office: Type.Optional(Type.String({ maxLength: 64 })),
      note,
    }),
    response: Type.Object({
      given: Type.Integer(),
      left: Type.Integer(),
      cases: Type.Array(Type.Object({ id: Type.String(), number: Type.String() })),
    }),
    handle: ({ actor, body, audit }) => {
      audit({
        resource: `signal:${body.ids[0]}`,
        facts: { signals: body.ids.length, pack: body.pack ?? '', office: body.office ?? '', note: body.note },
      })
      return give(parts, actor, body)
    },
  })

  http.route({
    method: 'POST',
    path: '/api/unanswered/dismiss',
    title: { zh: '信号不予立案', en: 'Dismiss signals' },
    access: permissions.decideUnanswered,
    body: Type.Object({ ids, note }),
    response: Type.Object({ dismissed: Type.Integer() }),
    handle: ({ actor, body, audit }) => {
      audit({ resource: `signal:${body.ids[0]}`, facts: { signals: body.ids.length, note: body.note } })
      return db.tx(async (tx) => {
        const found = await lockUnanswered(tx, actor, offices, body.ids)
        await decideUnanswered(tx, found, { decision: 'dismissed', note: body.note, by: actor, now: now() })
        return { dismissed: found.length }
      })
    },
  })
}

/** The pack of whatever nobody hears by name: an office alone is enough for it. */
const general = 'alarm'

/** A signal that a person gives to an office; what lies nowhere is said to, and belongs where the office does. */
const givenTo = (signal: Signal, office: string): Signal => ({
  ...{ ...signal, office, isGiven: true },
  ...(signal.point === undefined && signal.address === undefined && { address: '地点不详' }),
})

/**
 * Gives signals to a pack by hand. They go the way of all others: those that tell of the same happening become one case, or join the
 * one that is there. What still finds no office stays.
 */
async function give(
  parts: SignalParts & { readonly db: Db; now(): number },
  actor: Actor,
  {
    ids: asked,
    pack: name = general,
    office,
    note: why,
  }: { readonly ids: readonly string[]; readonly pack?: string; readonly office?: string; readonly note: string },
) {
  const { db, offices, shelf, now } = parts
  const pack = shelf.get(name)
  if (office !== undefined && !offices.find(office))
    throw responsibilityErrors.make('responsibility.noOffice', { office })
  return db.tx(async (tx) => {
    await oneAtATime(tx)
    const found = await lockUnanswered(tx, actor, offices, asked)
    const heard = found.map(({ signal }) => ({
      signal: office === undefined ? signal : givenTo(signal, office),
      hearing: {
        pack,
        hears: { alarms: [] },
        kind: pack.name === general ? (signal.class ?? signal.kind) : pack.name,
        opens: 1,
      },
    }))
    const outcomes =
      heard.length > 0 ? await hearBy(tx, parts, pack, heard) : new Map<string, { readonly case: string | null }>()
    const given = found.flatMap(({ id }) => {
      const at = outcomes.get(id)?.case
      return at ? [{ id, case: at }] : []
    })
    await decideUnanswered(tx, given, { decision: 'given', note: why, by: actor, now: now() })
    const decided = new Set(given.map(({ case: at }) => at))
    const cases = await numbersOf(tx, [...decided])
    return { given: given.length, left: asked.length - given.length, cases: [...cases] }
  })
}
