import { Type } from 'typebox'
import { type Actor, decide } from '../../../kernel/access/index.ts'
import type { Area } from '../../../kernel/place/index.ts'
import { hazards, responseLevels, warningColours } from '../../../kernel/response/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { WordsSchema } from '../../base/index.ts'
import type { Drawing, DrawnShape } from '../drawings.ts'
import type { OfficePerson } from '../duty/office-people.ts'
import type { Duty } from '../duty/roster.ts'
import type { Order } from '../incident/answer-orders.ts'
import type { Entry } from '../incident/log.ts'
import type { Notice } from '../notices.ts'
import type { ResponseParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import type { Resource, Wanted } from '../resources.ts'
import type { Lesson } from '../review.ts'
import type { Warning } from '../warnings.ts'

/** A division code: six digits for the city and its districts, nine for streets, twelve for committees. */
const division = Type.String({ pattern: '^\\d{6}(\\d{3}){0,2}$' })
export const divisions = Type.Array(division, { minItems: 1, maxItems: 300 })
export const instant = Type.String({ format: 'date-time' })
export const id = Type.String({ format: 'uuid' })
export const byId = Type.Object({ id })
export const reason = Type.String({ minLength: 2, maxLength: 2_000 })
export const hazard = Type.Enum([...hazards])
export const colour = Type.Enum([...warningColours])
export const level = Type.Enum([...responseLevels])
export const resourceKind = Type.Enum(['team', 'vehicle', 'store', 'shelter'])
/** A value or null. An object keeps all that it has: what a schema does not name would be left out of the answer. */
export const nullable = (of: 'string' | 'number' | 'object') => ({
  type: [of, 'null'],
  ...(of === 'object' && { additionalProperties: true }),
})

/** A polygon in WGS 84 degrees. */
export const polygon = Type.Unsafe<Area>({
  type: 'object',
  required: ['type', 'coordinates'],
  additionalProperties: false,
  properties: {
    type: { const: 'Polygon' },
    coordinates: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'array',
        minItems: 4,
        maxItems: 5_000,
        items: {
          type: 'array',
          minItems: 2,
          maxItems: 2,
          items: { type: 'number', minimum: -180, maximum: 180 },
        },
      },
    },
  },
})

const text = { type: 'string' }
const maybe = nullable('string')
const yes = { type: 'boolean' }
const words = { type: 'object', properties: { zh: text, en: text } }
const texts = { type: 'array', items: text }

/** An object of such properties, all of them there: what the row's own type says. */
const rows = <T>(properties: Readonly<Record<keyof T & string, object>>) =>
  Type.Unsafe<T>({ type: 'object', required: Object.keys(properties), properties })

export const WarningSchema = rows<
  Warning & { readonly proposes: readonly { plan: string; title: Words; level: string }[] }
>({
  ...{ id: text, hazard: text, colour: text, divisions: texts, area: nullable('object'), from: text, until: text },
  ...{ issuer: text, sourceText: text, enteredByName: text, enteredAt: text, liftedAt: maybe, liftReason: maybe },
  replaces: maybe,
  proposes: { type: 'array', items: { type: 'object', properties: { plan: text, title: words, level: text } } },
})

/** An order as it is told, with what the asker may do of it. */
export type OrderRow = Order & {
  readonly officeTitle: Words
  readonly aboveTitle: Words | null
  /** It waits for an office of the asker. */
  readonly isMine: boolean
  /** It is his to answer, and not only somebody's else there. */
  readonly isForMe: boolean
  readonly mayName: boolean
}

export const OrderSchema = rows<OrderRow>({
  ...{ id: text, incident: text, task: text, title: words, text: words, office: text, path: text, officeLevel: text },
  ...{
    state: text,
    issuedAt: maybe,
    acknowledgeDue: maybe,
    doneDue: maybe,
    acknowledgedAt: maybe,
    acknowledgedBy: maybe,
  },
  ...{ closedAt: maybe, closedBy: maybe, note: text, reminders: { type: 'integer' } },
  ...{ person: maybe, personName: maybe, isByRoster: yes, deputy: maybe, deputyName: maybe, escalatedAt: maybe },
  ...{ escalation: { type: 'integer' }, above: maybe, abovePath: maybe, aboveTitle: nullable('object') },
  ...{ officeTitle: words, isMine: yes, isForMe: yes, mayName: yes },
})

/** Somebody of an office. */
export const PersonSchema = rows<OfficePerson>({ id: text, name: text })

export const DutySchema = rows<Duty & { readonly officeTitle: Words; readonly mayPlan: boolean }>({
  ...{ id: text, office: text, path: text, person: text, personName: text, deputy: maybe, deputyName: maybe },
  ...{ from: text, until: text, plannedByName: text, isDemo: yes, officeTitle: words, mayPlan: yes },
})

export const EntrySchema = rows<Entry>({
  ...{ seq: { type: 'integer' }, id: text, at: text, kind: text, person: text, personName: text, office: maybe },
  ...{ note: text, facts: { type: 'object', additionalProperties: true } },
})

const number = { type: 'number' }
const resourceProperties = {
  ...{ id: text, kind: text, title: text, office: text, path: text, lng: number, lat: number, capacity: number },
  ...{ unit: text, state: text, incident: maybe, isDemo: { type: 'boolean' }, metres: nullable('number') },
}
export const ResourceSchema = rows<Resource & { readonly metres: number | null }>(resourceProperties)

/** A resource in a list, with whether the asker keeps it. */
export const ResourceShownSchema = rows<
  Resource & { readonly metres: number | null; readonly officeTitle: Words; readonly isMine: boolean }
>({
  ...resourceProperties,
  ...{ officeTitle: words, isMine: { type: 'boolean' } },
})

export const WantedSchema = rows<Wanted>({
  ...{ kind: text, titles: { type: 'array', items: words }, count: number, assigned: number },
})

export const NoticeSchema = rows<Notice>({
  ...{ id: text, title: words, text: words, divisions: texts, area: nullable('object') },
  ...{ isOfPlan: { type: 'boolean' }, publishedAt: text, publishedByName: text, untilAt: maybe, withdrawnAt: maybe },
})

type LessonRow = Lesson & { readonly officeTitle: Words; readonly isMine: boolean }
export const LessonSchema = rows<LessonRow>({
  ...{ id: text, incident: text, text, office: text, path: text, due: text, doneAt: maybe, doneByName: maybe },
  ...{ doneNote: maybe, officeTitle: words, isMine: { type: 'boolean' } },
})

/** A lesson as it is told, with whether the asker is the one to carry it out. */
export const lessonShown = ({ offices }: ResponseParts, actor: Actor, lesson: Lesson): LessonRow => ({
  ...lesson,
  officeTitle: offices.title(lesson.office) ?? { zh: lesson.office, en: lesson.office },
  isMine: decide(actor, permissions.order, { holders: [lesson.path] }).allowed,
})

const place = { type: 'array', minItems: 2, maxItems: 2, items: { type: 'number', minimum: -180, maximum: 180 } }
const shapeOf = (type: string, coordinates: object) => ({
  ...{ type: 'object', required: ['type', 'coordinates'], additionalProperties: false },
  properties: { type: { const: type }, coordinates },
})

/** A point, a line or an area in WGS 84 degrees. */
export const drawnShape = Type.Unsafe<DrawnShape>({
  anyOf: [
    shapeOf('Point', place),
    shapeOf('LineString', { type: 'array', minItems: 2, maxItems: 2_000, items: place }),
    shapeOf('Polygon', {
      ...{ type: 'array', minItems: 1, maxItems: 1 },
      items: { type: 'array', minItems: 4, maxItems: 2_000, items: place },
    }),
  ],
})

type DrawingRow = Drawing & { readonly officeTitle: Words; readonly isMine: boolean }
export const DrawingSchema = rows<DrawingRow>({
  ...{
    id: text,
    label: text,
    shape: { type: 'object', additionalProperties: true },
    office: text,
    drawnByName: text,
    drawnAt: text,
  },
  ...{ officeTitle: words, isMine: { type: 'boolean' } },
})

/** A drawing as it is told, with whether the asker may erase it. */
export const drawingShown = ({ offices }: ResponseParts, actor: Actor, one: Drawing): DrawingRow => ({
  ...one,
  officeTitle: offices.title(one.office) ?? { zh: one.office, en: one.office },
  isMine: decide(actor, permissions.erase, { holders: [offices.find(one.office)?.path ?? ''] }).allowed,
})

/** An incident as lists show it. */
export type IncidentRow = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly hazard: string
  readonly level: string
  readonly divisions: readonly string[]
  readonly area: Area | null
  readonly office: string
  readonly officeTitle: Words
  readonly where: Words
  readonly isExercise: boolean
  readonly isDemo: boolean
  readonly startedAt: string
  readonly endedAt: string | null
  readonly review: string | null
  readonly reviewedAt: string | null
}

const incidentProperties = {
  ...{ id: text, number: text, title: text, hazard: text, level: text, divisions: texts, area: nullable('object') },
  ...{ office: text, officeTitle: words, where: words, isExercise: { type: 'boolean' }, isDemo: { type: 'boolean' } },
  ...{ startedAt: text, endedAt: maybe, review: maybe, reviewedAt: maybe },
}
export const IncidentSchema = rows<IncidentRow>(incidentProperties)

export { WordsSchema }
