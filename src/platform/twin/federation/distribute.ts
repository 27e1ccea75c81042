import { isObject, type Json, type JsonObject, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Answer, Ask } from '../ngsild/ask.ts'
import { inPath, root } from '../ngsild/paths.ts'
import type { NgsiProblem } from '../ngsild/problem.ts'
import { type Concerned, type Federation, type Matter, type Passed, type Passing, viaOf } from './federation.ts'

/** Who asks, as it is passed on; nothing is when the request is to stay here. */
export const passingOf = (asked: Ask): Passing => ({
  tenant: asked.tenant,
  context: asked.context,
  via: viaOf(asked.request.headers.via),
})

/** Is the request to stay here (clause 5.5.13)? */
export const staysHere = (asked: Ask): boolean => asked.query.local === 'true'

/** A path with the URL parameters of the request, which say how a write is meant. */
export function withQuery(asked: Ask, path: string): string {
  const query = asked.request.url.split('?')[1]
  return query === undefined || query === '' ? path : `${path}?${query}`
}

const members = new Set(['id', 'type', 'scope', '@context', 'expiresAt'])

/** The part of a document that concerns a source. */
function partFor(body: Json | undefined, { names }: Concerned, asked: Ask): Json | undefined {
  if (!isObject(body) || !names) return body
  return Object.fromEntries(
    Object.entries(body).filter(([term]) => members.has(term) || names.has(asked.context.map.expand(term))),
  )
}

type Outcome = { readonly error?: NgsiProblem & { registrationId?: string }; readonly isGone: boolean }

const problem = (status: number, title: string, detail: string): NgsiProblem => ({
  type: `https://uri.etsi.org/ngsi-ld/errors/${status === 404 ? 'ResourceNotFound' : 'InternalError'}`,
  title,
  detail,
  status,
})

/** How a write is spread over sources and this city. */
export type Write = {
  readonly operation: string
  readonly matter: Matter
  readonly passed: Passed
  /** Does what is left for this city; `rest` is the body without what exclusive and redirecting sources took. */
  local(rest: Json | undefined): Promise<Answer>
  readonly id: string
}

/**
 * Spreads a write (clauses 4.3.6, 5.6): sources with exclusive or redirecting registrations take their part away, inclusive ones get it as
 * well; what is left is done here. 207 when some of it failed.
 */
export async function spread(federation: Federation, asked: Ask, write: Write): Promise<Answer> {
  const passing = passingOf(asked)
  const all = staysHere(asked) ? [] : await federation.concerned(passing, write.operation, write.matter)
  const concerned = all.filter(({ source }) => source.mode !== 'auxiliary')
  if (concerned.length === 0) return write.local(asked.body)
  const takers = concerned.filter(({ source }) => source.mode === 'exclusive' || source.mode === 'redirect')
  const outcomes = await Promise.all(
    concerned.map(async (one): Promise<Outcome> => {
      const { body, ...rest } = write.passed
      const { answer, fault } = await federation.pass(passing, one, {
        ...rest,
        ...(body !== undefined && { body: partFor(body, one, asked) ?? null }),
      })
      // Who has been here already has done it, or never will (clause 6.3.18).
      if (answer && (answer.status < 300 || answer.status === 508)) return { isGone: false }
      const status = answer?.status ?? 504
      return {
        isGone: status === 404,
        error: {
          ...problem(status, 'A source did not do it', fault ?? `It answered ${status}`),
          registrationId: one.id,
        },
      }
    }),
  )
  const errors = outcomes.flatMap(({ error }) => error ?? [])
  const takesAll = takers.some(({ names }) => !names)
  if (takesAll) return ended(write, errors, outcomes.length, undefined)
  const taken = new Set(takers.flatMap(({ names }) => [...(names ?? [])]))
  const rest = isObject(asked.body)
    ? Object.fromEntries(
        Object.entries(asked.body).filter(([term]) => members.has(term) || !taken.has(asked.context.map.expand(term))),
      )
    : asked.body
  const isEmpty = taken.size > 0 && isObject(rest) && Object.keys(rest).every((term) => members.has(term))
  if (isEmpty && write.operation !== 'createEntity') return ended(write, errors, outcomes.length, undefined)
  try {
    return ended(write, errors, outcomes.length, await write.local(rest))
  } catch (error) {
    if (errors.length === outcomes.length || !isMissing(error)) throw error
    // What is taken away by others need not be here; what all share is missing here, though it was done elsewhere (clause 6.3.17).
    const isShared = takers.length === 0
    const here = isShared ? [problem(404, 'It is not here', `There is no entity ${write.id} here`)] : []
    return ended(write, [...errors, ...here], outcomes.length + here.length, undefined)
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'twin.notFound'

function ended(
  write: Write,
  errors: readonly (NgsiProblem & { registrationId?: string })[],
  count: number,
  local: Answer | undefined,
): Answer {
  const isCreate = write.operation === 'createEntity' || write.operation === 'upsertTemporal'
  const headers = isCreate ? { Location: `${root}${write.passed.path}/${inPath(write.id)}` } : undefined
  if (errors.length === 0) return local ?? { status: isCreate ? 201 : 204, headers }
  if (errors.length === count && local === undefined && errors.every(({ status }) => status === 404))
    throw ngsiErrors.make('twin.notFound', { detail: `There is no entity ${write.id}` })
  const plain: JsonObject = {
    success: errors.length < count || local !== undefined ? [write.id] : [],
    errors: errors.map(({ registrationId, ...error }) => ({
      entityId: write.id,
      ...(registrationId !== undefined && { registrationId }),
      error,
    })),
  }
  return { status: 207, plain, headers }
}
