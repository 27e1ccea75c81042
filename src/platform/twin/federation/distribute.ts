import { CityError } from '../../../kernel/errors/index.ts'
import { isObject, type Json, type JsonObject, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Answer, Ask } from '../ngsild/ask.ts'
import { inPath, root } from '../ngsild/paths.ts'
import { type NgsiProblem, ngsiProblem } from '../ngsild/problem.ts'
import { type Federation, viaOf } from './federation.ts'
import type { Concerned, Matching, Matter, Passed, Passing } from './passing.ts'
import { warn } from './warnings.ts'

/** Who asks, as it is passed on; nothing is when the request is to stay here. */
export const passingOf = (asked: Ask): Passing => ({
  tenant: asked.tenant,
  context: asked.context,
  via: viaOf(asked.request.headers.via),
  headers: asked.request.headers,
  warn: (text) => warn(asked.request, text),
})

/** Is the request to stay here (clause 5.5.13)? */
export const staysHere = (asked: Ask): boolean => asked.query.local === 'true'

/** A path with the URL parameters of the request, which say how a write is meant. */
export function withQuery(asked: Ask, path: string): string {
  const query = asked.request.url.split('?')[1]
  return query === undefined || query === '' ? path : `${path}?${query}`
}

const members = new Set(['id', 'type', 'scope', '@context', 'expiresAt'])

type Problem = NgsiProblem & { readonly registrationId?: string }

const kinds: Readonly<Record<number, string>> = {
  404: 'ResourceNotFound',
  409: 'Conflict',
  422: 'OperationNotSupported',
}

/** What a source did not do, as a problem. */
export const problem = (status: number, title: string, detail: string): NgsiProblem => ({
  type: `https://uri.etsi.org/ngsi-ld/errors/${kinds[status] ?? 'InternalError'}`,
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

/** A source in whose hands what it registered lies, and nowhere else. */
export const isProxy = ({ source: { mode } }: Concerned): boolean => mode === 'exclusive' || mode === 'redirect'

/** A body with some of its attributes. */
const bodyWith = (body: Json | undefined, asked: Ask, keeps: (name: string) => boolean): Json | undefined =>
  isObject(body)
    ? Object.fromEntries(
        Object.entries(body).filter(([term]) => members.has(term) || keeps(asked.context.map.expand(term))),
      )
    : body

const ofAttribute = /\/attrs\/[^/?]+/

/** The part of a write that goes to a source: its own attributes, without those that others have alone. */
function partFor(write: Write, asked: Ask, one: Concerned, others: ReadonlySet<string>): Passed | undefined {
  const { passed, matter, operation } = write
  const own = (name: string) => (one.names?.has(name) ?? true) && !others.has(name)
  const left = matter.names?.filter(own)
  if (matter.names && matter.names.length > 0 && left?.length === 0 && operation !== 'createEntity') return undefined
  // The body of one attribute is that attribute, and goes as it is.
  if (passed.body === undefined || ofAttribute.test(passed.path)) return passed
  return { ...passed, body: bodyWith(passed.body, asked, own) ?? null }
}

const unwilling = ({ id }: Concerned): Problem => ({
  ...problem(409, 'A registration stands in the way', 'Its source does not take such requests'),
  registrationId: id,
})

async function tell(federation: Federation, asked: Ask, one: Concerned, passed: Passed): Promise<Problem | undefined> {
  const { answer, fault } = await federation.pass(passingOf(asked), one, passed)
  if (answer && answer.status < 300 && answer.status !== 207) return undefined
  // Who has been here already has done it, or never will (clause 6.3.18).
  if (answer?.status === 508 && !isProxy(one)) return undefined
  const status = answer?.status ?? 504
  const said = answer?.status === 207 && answer.body !== '' ? answer.body.slice(0, 500) : `It answered ${status}`
  return { ...problem(status, 'A source did not do it, or not all', fault ?? said), registrationId: one.id }
}

/** The attributes that sources take away, and whether one takes all. */
function takenBy(takers: readonly Concerned[]): { readonly all: boolean; readonly names: ReadonlySet<string> } {
  return {
    all: takers.some(({ names }) => !names),
    names: new Set(takers.flatMap(({ names }) => [...(names ?? [])])),
  }
}

/** May a source that does not take a request stand in its way? Only where it is sure that the request is its matter. */
export const isInTheWay = ({ types, ids = [] }: Matter, one: Matching): boolean =>
  !one.isWilling && isProxy(one) && (types !== undefined || ids.some((id) => one.limits.ids?.has(id)))

/** The sources that a write concerns: those it goes to, and those it should go to that do not take it. */
async function sourcesFor(federation: Federation, asked: Ask, { operation, matter }: Write) {
  if (staysHere(asked)) return { willing: [], refusing: [] }
  const passing = passingOf(asked)
  const any = await federation.matching(passing, operation, matter)
  const [id] = matter.ids ?? []
  const isAsked = any.length > 0 && !matter.types && id !== undefined
  const types = isAsked ? (await federation.typesHere(asked.tenant, [id])).get(id) : matter.types
  const whose = { ...matter, types }
  const all = (isAsked ? await federation.matching(passing, operation, whose) : any).filter(
    ({ source }) => source.mode !== 'auxiliary',
  )
  // Evolutions of what is elsewhere may be kept here.
  const isOfPresent = !/Temporal$/.test(operation)
  return {
    willing: all.filter(({ isWilling }) => isWilling),
    refusing: isOfPresent ? all.filter((one) => isInTheWay(whose, one) && !one.source.isTemporal) : [],
  }
}

/**
 * Spreads a write (clauses 4.3.6, 5.6): sources with exclusive or redirecting registrations take their part away, inclusive ones get what
 * is left as well, and it is done here. 207 when some of it failed.
 */
export async function spread(federation: Federation, asked: Ask, write: Write): Promise<Answer> {
  const { willing, refusing } = await sourcesFor(federation, asked, write)
  if (willing.length === 0 && refusing.length === 0) return write.local(asked.body)
  const exclusive = takenBy([...willing, ...refusing].filter(({ source }) => source.mode === 'exclusive'))
  const taken = takenBy([...willing.filter(isProxy), ...refusing])
  const parts = willing.flatMap((one) => {
    if (taken.all && !isProxy(one)) return []
    const others =
      one.source.mode === 'exclusive'
        ? new Set<string>()
        : one.source.mode === 'redirect'
          ? exclusive.names
          : taken.names
    const passed = partFor(write, asked, one, others)
    return passed ? [{ one, passed }] : []
  })
  const outcomes = await Promise.all(parts.map(({ one, passed }) => tell(federation, asked, one, passed)))
  const errors = [...refusing.map(unwilling), ...outcomes.flatMap((error) => error ?? [])]
  const count = outcomes.length + refusing.length
  const { names } = write.matter
  const nothingLeft = names !== undefined && names.length > 0 && names.every((name) => taken.names.has(name))
  const isDone = taken.all || (nothingLeft && write.operation !== 'createEntity')
  if (isDone) return ended(write, errors, count, undefined)
  const rest = ofAttribute.test(write.passed.path)
    ? asked.body
    : bodyWith(asked.body, asked, (name) => !taken.names.has(name))
  try {
    return ended(write, errors, count, await write.local(taken.names.size === 0 ? asked.body : rest))
  } catch (error) {
    const here = localProblem(error, write.id)
    if (here === undefined || count === 0) throw error
    // What others took away need not be here, nor is it news that the rest is here already.
    if (nothingLeft || (here.status === 404 && taken.names.size > 0)) return ended(write, errors, count, undefined)
    return ended(write, [...errors, here], count + 1, undefined)
  }
}

/** What could not be done here although it was told to others as well: 207 says both (clause 6.3.17). */
function localProblem(error: unknown, id: string): Problem | undefined {
  if (!(error instanceof CityError)) return undefined
  if (error.code === 'twin.notFound') return problem(404, 'It is not here', `There is no entity ${id} here`)
  return error.code === 'twin.alreadyExists' ? ngsiProblem(error) : undefined
}

/** What becomes of a write of which nothing was done: what its only source says, or what stands in its way (clause 6.3.17). */
function failed({ id }: Write, errors: readonly Problem[]): Error | undefined {
  const [first, ...more] = errors
  if (first === undefined) return undefined
  if (errors.every(({ status }) => status === 404))
    return ngsiErrors.make('twin.notFound', { detail: `There is no entity ${id}` })
  const detail = `${first.registrationId ?? id}: ${first.detail}`
  // What was refused here as well is told with the rest.
  if (errors.some(({ registrationId, status }) => registrationId === undefined || status === 207)) return undefined
  if (errors.every(({ status }) => status === 409)) return ngsiErrors.make('twin.conflict', { detail })
  if (more.length > 0) return undefined
  if (first.status === 504) return ngsiErrors.make('twin.sourceSilent', { detail })
  return first.status === 508
    ? ngsiErrors.make('twin.loop', { detail })
    : ngsiErrors.make('twin.sourceFailed', { detail })
}

function ended(write: Write, errors: readonly Problem[], count: number, local: Answer | undefined): Answer {
  const isCreate = write.operation === 'createEntity' || write.operation === 'upsertTemporal'
  const headers = isCreate ? { Location: `${root}${write.passed.path}/${inPath(write.id)}` } : undefined
  if (errors.length === 0) return local ?? { status: isCreate ? 201 : 204, headers }
  const whole = errors.length === count && local === undefined ? failed(write, errors) : undefined
  if (whole) throw whole
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
