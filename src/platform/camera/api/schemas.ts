import { Type } from 'typebox'
import { cameraKinds, rejectReasons, viewPurposes } from '../../../kernel/camera/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { KeptEvent, Precision } from '../events.ts'
import type { Refusal, Source } from '../sources/sources.ts'
import type { ViewRequest } from '../views/requests.ts'

export const id = Type.String({ format: 'uuid' })
export const byId = Type.Object({ id })
export const sourceId = Type.String({ pattern: '^[a-z][a-z0-9-]{1,38}[a-z0-9]$' })
export const reasonText = Type.String({ minLength: 2, maxLength: 500 })
export const kindEnum = Type.Enum([...cameraKinds])
// The keys of the two tables are all there is of them.
export const rejectEnum = Type.Enum(Object.keys(rejectReasons) as (keyof typeof rejectReasons)[])
export const purposeEnum = Type.Enum(Object.keys(viewPurposes) as (keyof typeof viewPurposes)[])

const text = { type: 'string' }
const maybe = { type: ['string', 'null'] }
const number = { type: 'number' }
const whole = { type: 'integer' }
const yes = { type: 'boolean' }
const words = { type: 'object', properties: { zh: text, en: text } }

/** An object of such properties, all of them there: what the row's own type says. */
const rows = <T>(properties: Readonly<Record<keyof T & string, object>>) =>
  Type.Unsafe<T>({ type: 'object', required: Object.keys(properties), properties })

/** An event as screens show it: without where its pictures lie. */
export type EventRow = Omit<KeptEvent, 'display' | 'thumb' | 'path'> & {
  readonly officeTitle: Words
  readonly hasPicture: boolean
  readonly mayDecide: boolean
}

export const EventSchema = rows<EventRow>({
  ...{ id: text, source: text, sourceName: text, external: text, kind: text, camera: text, seenAt: text },
  ...{ receivedAt: text, via: text, confidence: { type: ['number', 'null'] }, note: text, lng: number, lat: number },
  ...{ address: maybe, division: maybe, office: text, officeTitle: words, mask: text, masked: whole, width: whole },
  ...{ height: whole, state: text, dueAt: text, decidedAt: maybe, decidedByName: maybe, reason: maybe, words: maybe },
  ...{ destroyAt: text, destroyedAt: maybe, isDemo: yes, hasPicture: yes, mayDecide: yes },
})

/** A request as screens show it. */
export type RequestRow = Omit<ViewRequest, 'path' | 'askedBy'> & {
  readonly isMine: boolean
  readonly mayAnswer: boolean
  /** May its asker look at this moment? */
  readonly isOpen: boolean
}

const seenOnce = { type: 'object', properties: { at: text, personName: text, mark: text } }

export const RequestSchema = rows<RequestRow>({
  ...{
    id: text,
    event: text,
    kind: text,
    address: maybe,
    purpose: text,
    words: text,
    caseId: maybe,
    caseNumber: maybe,
  },
  ...{ askedByName: text, askedPost: text, askedAt: text, state: text, answeredByName: maybe, answeredPost: maybe },
  ...{ answeredAt: maybe, answer: maybe, endsAt: maybe, endedByName: maybe, endedAt: maybe },
  ...{ views: { type: 'array', items: seenOnce }, isMine: yes, mayAnswer: yes, isOpen: yes },
})

const key = { kid: text, alg: text, madeAt: text, usedAt: maybe, revokedAt: maybe, revokeReason: maybe }

/** A source as screens show it. */
export type SourceRow = Omit<Source, 'path'> & { readonly officeTitle: Words; readonly mayKeep: boolean }

export const SourceSchema = rows<SourceRow>({
  ...{ id: text, name: text, office: text, officeTitle: words, note: text, isDemo: yes, madeAt: text, closedAt: maybe },
  ...{ closeReason: maybe, keys: { type: 'array', items: { type: 'object', properties: key } }, mayKeep: yes },
})

export const RefusalSchema = rows<Refusal>({ at: text, via: text, external: maybe, code: text, says: words })

export const PrecisionSchema = rows<Precision>({
  ...{ source: text, sourceName: text, kind: text, week: maybe, confirmed: whole, rejected: whole, expired: whole },
  waiting: whole,
})
