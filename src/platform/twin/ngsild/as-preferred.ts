import type { FastifyRequest } from 'fastify'
import { amended, isObject, type Json, preferredVersion, versionText } from '../../../kernel/twin/index.ts'

/** What of a request says how its answer is written. */
type Wanted = {
  readonly accept: string
  readonly query: Readonly<Record<string, string>>
  readonly request: Pick<FastifyRequest, 'headers'>
}

type Amended = { readonly json: Json | undefined; readonly status: number; readonly headers: Record<string, string> }

const isShort = ({ query }: Wanted): boolean =>
  /\b(simplified|keyValues|temporalValues|aggregatedValues)\b/.test(`${query.format},${query.options}`)

/** The answer as an earlier version of the standard writes it, where one is preferred (clauses 4.3.6.8, 6.3.6). */
export function asPreferred(
  asked: Wanted,
  { json, status }: { readonly json?: Json; readonly status: number },
  tellsEntities: boolean,
): Amended {
  const prefer = [asked.request.headers.prefer ?? []].flat().join(',')
  const version = asked.accept === 'application/geo+json' || json === undefined ? undefined : preferredVersion(prefer)
  if (json === undefined || version === undefined) return { json, status, headers: {} }
  const headers = { 'Preference-Applied': `ngsi-ld=${versionText(version)}` }
  if (!tellsEntities) return { json, status, headers }
  const all: readonly Json[] = Array.isArray(json) ? json : [json]
  const next = all.map((one) => (isObject(one) ? amended(one, version, isShort(asked)) : one))
  if (next.every((one, at) => one === all[at])) return { json, status, headers }
  return { json: Array.isArray(json) ? next : next[0], status: status === 200 ? 203 : status, headers }
}
