import { Type } from 'typebox'
import { WordsSchema } from '../../base/index.ts'
import type { Absence } from '../crews/crew.ts'
import { causes } from '../lessons/overrulings.ts'
import type { CrewOnBoard } from '../plan/board.ts'
import type { Plan, Stop } from '../plan/plan.ts'

export const id = Type.String({ format: 'uuid' })
export const byId = Type.Object({ id })
export const instant = Type.String({ format: 'date-time' })
export const office = Type.String({ minLength: 1, maxLength: 100 })
export const reason = Type.String({ minLength: 2, maxLength: 1_000 })
export const cause = Type.Enum([...causes])
const nullable = (of: 'string' | 'number' | 'object') => ({ type: [of, 'null'] })

const shift = Type.Object(
  {
    weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 }),
    from: Type.Integer({ minimum: 0, maximum: 1_439, description: 'Minute of the day' }),
    until: Type.Integer({ minimum: 1, maximum: 2_879, description: 'Above 1440: past midnight' }),
  },
  { additionalProperties: false },
)

/** A crew as it is sent to be kept. */
export const crewFields = {
  office,
  serves: Type.String({
    minLength: 1,
    maxLength: 400,
    description: 'Path of the part of the tree whose tasks it goes to',
  }),
  title: Type.Object({
    zh: Type.String({ minLength: 1, maxLength: 60 }),
    en: Type.String({ minLength: 1, maxLength: 100 }),
  }),
  skills: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 30 }),
  vehicle: Type.String({ maxLength: 40 }),
  reach: Type.Integer({ minimum: 100, maximum: 100_000, description: 'Metres' }),
  lng: Type.Number({ minimum: -180, maximum: 180 }),
  lat: Type.Number({ minimum: -85, maximum: 85 }),
  shifts: Type.Array(shift, { minItems: 1, maxItems: 14 }),
  lead: Type.String({ maxLength: 60 }),
  members: Type.Array(Type.Object({ person: Type.String({ maxLength: 60 }), name: Type.String({ maxLength: 100 }) }), {
    minItems: 1,
    maxItems: 60,
  }),
}

export const PlanSchema = Type.Unsafe<Plan>({
  type: 'object',
  properties: {
    id: { type: 'string' },
    office: { type: 'string' },
    path: { type: 'string' },
    state: { enum: ['proposed', 'confirmed', 'dropped'] },
    madeAt: { type: 'string' },
    madeBy: { type: 'string' },
    solvedBy: { enum: ['optimiser', 'rules'] },
    fault: nullable('string'),
    cost: { type: 'number' },
    bound: {
      ...nullable('number'),
      description: 'No plan whatever costs less',
    },
    late: { type: 'number', description: 'Weighted minutes late' },
    lateBound: { ...nullable('number'), description: 'No plan whatever is less late' },
    rulesLate: { type: 'number', description: 'The same of the plan by rules alone' },
    took: { type: 'integer' },
    beginsAt: { type: 'string' },
    seq: { type: 'integer' },
    confirmedAt: nullable('string'),
    confirmedBy: nullable('string'),
  },
})

export const StopSchema = Type.Unsafe<Stop>({
  type: 'object',
  properties: {
    id: { type: 'string' },
    plan: { type: 'string' },
    case: { type: 'string' },
    task: { type: 'string' },
    state: { type: 'string' },
    crew: nullable('string'),
    nth: nullable('number'),
    beginsAt: nullable('string'),
    endsAt: nullable('string'),
    way: { ...nullable('number'), description: 'Minutes on the way to it' },
    late: { ...nullable('number'), description: 'Minutes after it was due' },
    errand: { type: 'object', additionalProperties: true },
    why: { ...nullable('object'), additionalProperties: true },
    overruled: nullable('string'),
    sentAt: nullable('string'),
    begunAt: nullable('string'),
    endedAt: nullable('string'),
    note: { type: 'string' },
  },
})

export const AbsenceSchema = Type.Unsafe<Absence>({
  type: 'object',
  properties: {
    id: { type: 'string' },
    crew: { type: 'string' },
    from: { type: 'string' },
    until: { type: 'string' },
    reason: { type: 'string' },
    by: { type: 'string' },
  },
})

export const CrewSchema = Type.Unsafe<CrewOnBoard>({
  type: 'object',
  properties: {
    id: { type: 'string' },
    office: { type: 'string' },
    officeTitle: WordsSchema,
    path: { type: 'string' },
    serves: { type: 'string' },
    title: WordsSchema,
    shifts: { type: 'array', items: { type: 'object', additionalProperties: true } },
    lead: { type: 'string' },
    members: { type: 'array', items: { type: 'object', additionalProperties: { type: 'string' } } },
    demo: { type: 'boolean' },
    atWork: { type: ['object', 'null'], additionalProperties: { type: 'string' } },
    skills: { type: 'array', items: { type: 'string' } },
    vehicle: { type: 'string' },
    reach: { type: 'integer' },
    lng: { type: 'number' },
    lat: { type: 'number' },
    away: { type: 'array', items: AbsenceSchema },
    live: { type: 'array', items: StopSchema },
  },
})

export { WordsSchema }
