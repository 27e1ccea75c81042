import { type Static, Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import type { Http } from '../../base/index.ts'
import { instant, words } from '../api/schemas.ts'
import { measureErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import { computeSigns } from './compute.ts'
import { type DutyEntry, dutyEntries, dutyNow, type OpenMatters, sayOnDuty, takeOver } from './duty-log.ts'
import { placeFor } from './places.ts'
import { BreachSchema, breachesShown, nullable, SettingsSchema } from './schemas.ts'
import { breaches, findBreach, seeBreach } from './shown.ts'
import type { SignRouteParts } from './sign-routes.ts'

const place = Type.Optional(Type.String({ pattern: '^\\d{6}(\\d{3})?$' }))
const note = Type.String({ maxLength: 4_000 })

const EntrySchema = Type.Object({
  seq: Type.Integer(),
  id: Type.String(),
  at: instant,
  kind: Type.Enum(['took-over', 'handed-over', 'relieved', 'note']),
  person: Type.String(),
  personName: Type.String(),
  note: Type.String(),
  open: nullable(
    Type.Object({
      breaches: Type.Array(
        Type.Object({
          ...{ id: Type.String(), sign: Type.String(), place: Type.String(), level: Type.String(), since: instant },
          ...{ isSeen: Type.Boolean(), title: words, placeTitle: words },
        }),
      ),
      waiting: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
  /** The handing over that this taking over answers. */
  answers: nullable(Type.String()),
})

/** Most breaches that an entry names; what lies beyond is in the list of breaches. */
const mostNamed = 100

/** Who is on duty, the log, warnings seen to, and the bounds of signs. */
export function dutyRoutes(http: Http, parts: SignRouteParts): void {
  const { base, cases, world, shelf } = parts
  const { db, now } = base
  const titles = new Map(shelf.all.map(({ code, title }) => [code, title]))
  const shown = ({ open, ...entry }: DutyEntry): Static<typeof EntrySchema> => ({
    ...entry,
    open: open && {
      breaches: open.breaches.map((one) => ({
        ...one,
        // A sign that is declared no more is told by its code.
        title: titles.get(one.sign) ?? { zh: one.sign, en: one.sign },
        placeTitle: parts.placeTitle(one.place),
      })),
      waiting: { ...open.waiting },
    },
  })
  const openMatters = async (actor: Actor, of: string): Promise<OpenMatters> => {
    const open = await breaches(db, { place: of, city: world.city, isOpen: true, limit: mostNamed })
    const { counts } = await cases.lists.counts(actor)
    return {
      breaches: open.map(({ id, sign, place, level, began, seen }) => ({
        ...{ id, sign, place, level, since: began, isSeen: seen !== null },
      })),
      waiting: Object.fromEntries(
        ['extension', 'returned', 'supervised'].flatMap((view) => (counts[view] ? [[view, counts[view]]] : [])),
      ),
    }
  }

  http.route({
    method: 'GET',
    path: '/api/measure/duty',
    title: { zh: '值班：此刻与日志', en: 'Duty: now, and its log' },
    access: permissions.signs,
    query: Type.Object({ place, before: Type.Optional(Type.Integer({ minimum: 1 })) }),
    response: Type.Object({
      place: Type.String(),
      officer: nullable(Type.Object({ id: Type.String(), name: Type.String(), since: instant })),
      isMine: Type.Boolean(),
      handover: nullable(EntrySchema),
      entries: Type.Array(EntrySchema),
    }),
    handle: async ({ actor, query }) => {
      const of = placeFor(actor, query.place, world.city)
      const { officer, handover } = await dutyNow(db, of)
      return {
        ...{ place: of, officer: officer ?? null, isMine: officer?.id === actor.id },
        handover: handover ? shown(handover) : null,
        entries: (await dutyEntries(db, of, 50, query.before)).map(shown),
      }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/measure/duty',
    title: { zh: '接班、交班或记录', en: 'Take over, hand over or note' },
    access: permissions.duty,
    body: Type.Object({
      do: Type.Enum(['take-over', 'hand-over', 'note']),
      place,
      note: Type.Optional(note),
      /** Takes duty from somebody who did not hand over; the note says why. */
      isRelief: Type.Optional(Type.Boolean()),
    }),
    response: EntrySchema,
    handle: async ({ actor, body, audit }) => {
      const of = placeFor(actor, body.place, world.city)
      audit({ resource: `duty:${of}`, facts: { do: body.do } })
      const person = { id: actor.id, name: actor.name }
      const said = { place: of, person, note: body.note ?? '', at: now() }
      if (body.do === 'note') {
        if (said.note.trim() === '') throw measureErrors.make('measure.why')
        return shown(await sayOnDuty(db, said, 'note'))
      }
      const open = await openMatters(actor, of)
      if (body.do === 'hand-over') return shown(await sayOnDuty(db, { ...said, open }, 'handed-over'))
      return shown(await takeOver(db, { ...said, open }, body.isRelief ?? false))
    },
  })

  http.route({
    method: 'GET',
    path: '/api/measure/breaches',
    title: { zh: '体征预警', en: 'Warnings of signs' },
    access: permissions.signs,
    query: Type.Object({
      place,
      sign: Type.Optional(Type.String({ maxLength: 48 })),
      isOpen: Type.Optional(Type.Boolean()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    response: Type.Array(BreachSchema),
    handle: async ({ actor, query: { place: asked, limit = 100, ...query } }) => {
      const of = placeFor(actor, asked, world.city)
      return breachesShown(await breaches(db, { ...query, place: of, city: world.city, limit }), parts)
    },
  })

  http.route({
    method: 'POST',
    path: '/api/measure/breaches/:id/seen',
    title: { zh: '确认体征预警', en: 'See to a warning of a sign' },
    access: permissions.duty,
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    handle: async ({ actor, params, audit }) => {
      const breach = await findBreach(db, params.id)
      if (!breach) throw measureErrors.make('measure.noBreach')
      placeFor(actor, breach.place, world.city)
      audit({ resource: `breach:${breach.id}`, facts: { sign: breach.sign, place: breach.place } })
      await seeBreach(db, breach.id, { id: actor.id, name: actor.name }, now())
    },
  })

  http.route({
    method: 'POST',
    path: '/api/measure/signs/:code/compute',
    title: { zh: '立即计算一项体征', en: 'Compute a sign now' },
    access: permissions.duty,
    rate: { perMinute: 12, burst: 6 },
    params: Type.Object({ code: Type.String({ maxLength: 48 }) }),
    handle: async ({ params, audit }) => {
      const sign = shelf.get(params.code)
      audit({ resource: `sign:${sign.code}` })
      if (sign.source.from !== 'outside') await computeSigns(parts, parts, [sign], now())
    },
  })

  http.route({
    method: 'PUT',
    path: '/api/measure/signs/:code/settings',
    title: { zh: '设置体征阈值', en: 'Set the bounds of a sign' },
    access: permissions.signSettings,
    params: Type.Object({ code: Type.String({ maxLength: 48 }) }),
    body: Type.Object({
      settings: SettingsSchema,
      /** From when they hold; now when absent, never in the past. */
      from: Type.Optional(instant),
      why: Type.String({ minLength: 2, maxLength: 1_000 }),
    }),
    response: Type.Object({ version: Type.Integer(), from: instant }),
    handle: async ({ actor, params, body, audit }) => {
      const at = now()
      const from = body.from === undefined ? at : Math.max(at, Date.parse(body.from))
      const by = { id: actor.id, name: actor.name }
      // Written with the change itself, in its transaction.
      audit({ resource: `sign:${params.code}`, facts: { from: new Date(from).toISOString() } })
      const made = await shelf.set(params.code, { settings: body.settings, from, why: body.why }, by, at)
      return { version: made.version, from: made.from }
    },
  })
}
