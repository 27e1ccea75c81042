import { CityError } from '../../../kernel/errors/index.ts'
import type { Failed } from '../../base/index.ts'
import { warningsOf } from '../federation/warnings.ts'

const errors = 'https://uri.etsi.org/ngsi-ld/errors/'

type Row = readonly [status: number, type: string, title: string]

// Clause 6.3.2, table 6.3.2-1.
const table: Readonly<Record<string, Row>> = {
  'twin.badRequestData': [400, 'BadRequestData', 'The request has wrong data'],
  'twin.invalidRequest': [400, 'InvalidRequest', 'The request is not valid'],
  'twin.notFound': [404, 'ResourceNotFound', 'Not found'],
  'twin.alreadyExists': [409, 'AlreadyExists', 'It exists already'],
  'twin.conflict': [409, 'Conflict', 'A registration stands in the way'],
  'twin.loop': [508, 'LoopDetected', 'The request went in a circle'],
  'twin.sourceSilent': [504, 'InternalError', 'A source does not answer'],
  'twin.sourceFailed': [502, 'InternalError', 'A source did not do it'],
  'twin.contextNotAvailable': [504, 'LdContextNotAvailable', 'The @context is not available'],
  'twin.noTenant': [404, 'NonexistentTenant', 'There is no such tenant'],
  'twin.tooComplex': [403, 'TooComplexQuery', 'The query is too complex'],
  'twin.tooMany': [403, 'TooManyResults', 'Too many results'],
  'twin.notSupported': [422, 'OperationNotSupported', 'The operation is not supported'],
  'twin.unsupportedMedia': [415, '', ''],
  'twin.lengthRequired': [411, '', ''],
  'twin.notAcceptable': [406, 'InvalidRequest', 'Not acceptable'],
}

const byKind: Readonly<Record<CityError['kind'], Row>> = {
  input: [400, 'InvalidRequest', 'The request is not valid'],
  unauthenticated: [401, 'InvalidRequest', 'Who are you?'],
  forbidden: [403, 'InvalidRequest', 'Not allowed'],
  missing: [404, 'ResourceNotFound', 'Not found'],
  conflict: [409, 'Conflict', 'In conflict'],
  limit: [429, 'InternalError', 'Too often'],
  'too-large': [413, 'InvalidRequest', 'Too large'],
  unavailable: [503, 'InternalError', 'Not available'],
}

const rowOf = (error: CityError): Row => {
  if (error.code === 'base.failed') return [500, 'InternalError', 'A fault of ours']
  if (error.code === 'base.unsupportedType') return [415, '', '']
  return table[error.code] ?? byKind[error.kind]
}

/** A problem as NGSI-LD writes it (clause 5.5.3, RFC 9457). */
export type NgsiProblem = {
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly status: number
}

/** The problem that an error is. */
export function ngsiProblem(error: CityError): NgsiProblem {
  const [status, type, title] = rowOf(error)
  const faults = error.faults.map(({ field, says }) => (field === undefined ? says.en : `${field}: ${says.en}`))
  return { type: errors + (type || 'InvalidRequest'), title, detail: [error.says.en, ...faults].join('; '), status }
}

/** The problem of one item of a batch: an error of ours is told, anything else is a fault of the whole request. */
export function itemProblem(error: unknown): NgsiProblem {
  if (error instanceof CityError && error.kind !== 'unavailable') return ngsiProblem(error)
  throw error
}

/** Answers an error in the form of NGSI-LD: always application/json, bare where the clause says so (6.3.2, 6.3.4, 6.3.6). */
export const answerProblem: Failed = (error, request, reply) => {
  const problem = ngsiProblem(error)
  const tenant = request.headers['ngsild-tenant']
  reply.code(problem.status).header('cache-control', 'no-store')
  if (typeof tenant === 'string' && /^[A-Za-z0-9_-]+$/.test(tenant)) reply.header('NGSILD-Tenant', tenant)
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  if (problem.status === 429 || problem.status === 503)
    reply.header('retry-after', String(error.facts.seconds ?? error.facts.retryAfter ?? 5))
  const warnings = request.method === 'GET' ? warningsOf(request) : undefined
  if (warnings !== undefined) reply.header('NGSILD-Warning', warnings)
  if (problem.status === 415 || problem.status === 411) return reply.send()
  return reply.header('content-type', 'application/json').send(Buffer.from(JSON.stringify(problem)))
}
