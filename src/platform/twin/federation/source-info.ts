import { badData, isObject, type Json, readVersion, type Version } from '../../../kernel/twin/index.ts'

/** What goes with each request to a source (clauses 4.3.6.5, 4.3.6.6). */
export type SourceInfo = {
  /** Headers as they are. */
  readonly headers: Readonly<Record<string, string>>
  /** Headers taken from the request that set it off. */
  readonly fromRequest: readonly string[]
  readonly accept?: MediaType
  readonly contentType?: MediaType
  /** The context that the source wants names in. */
  readonly jsonldContext?: string
  /** The version of NGSI-LD that it understands. */
  readonly version?: Version
}

type MediaType = 'application/json' | 'application/ld+json'

/** Set by the connection, by the tenant of the registration or by this city: what a registration says of them is left alone. */
const notItsOwn = new Set([
  ...['via', 'host', 'connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect'],
  ...['content-length', 'content-type', 'content-encoding', 'ngsild-tenant', 'link', 'forwarded'],
])

/** Credentials of who asks are his and the city's alone: no registration takes them from a request. */
const secret = new Set(['authorization', 'cookie', 'proxy-authorization'])

function mediaType(key: string, value: string): MediaType {
  if (value === 'application/json' || value === 'application/ld+json') return value
  throw badData(`contextSourceInfo: ${key} is application/json or application/ld+json`)
}

const headerName = /^[!#$%&'*+.^_`|~\w-]+$/

function special(key: string, value: string): Partial<SourceInfo> | undefined {
  switch (key) {
    case 'accept':
      return { accept: mediaType(key, value) }
    case 'contentType':
      return { contentType: mediaType(key, value) }
    case 'jsonldContext':
      if (!URL.canParse(value)) throw badData('contextSourceInfo: jsonldContext must be the address of a @context')
      return { jsonldContext: value }
    case 'ngsildConformance': {
      const version = readVersion(value)
      if (version === undefined) throw badData('contextSourceInfo: ngsildConformance is a version such as 1.5')
      return { version }
    }
    default:
      return undefined
  }
}

/** Reads `contextSourceInfo`. @throws BadRequestData */
export function readSourceInfo(value: Json | undefined): SourceInfo {
  if (value === undefined) return { headers: {}, fromRequest: [] }
  if (!Array.isArray(value)) throw badData('contextSourceInfo must be an array of { key, value }')
  const headers: Record<string, string> = {}
  const fromRequest: string[] = []
  let info: Partial<SourceInfo> = {}
  for (const one of value as readonly Json[]) {
    if (!isObject(one) || typeof one.key !== 'string' || typeof one.value !== 'string')
      throw badData('contextSourceInfo must be an array of { key, value }')
    const own = special(one.key, one.value)
    if (own) {
      info = { ...info, ...own }
      continue
    }
    const name = one.key.toLowerCase()
    if (!headerName.test(name) || /[\r\n\0]/.test(one.value))
      throw badData('contextSourceInfo: key and value must be a header of HTTP')
    if (notItsOwn.has(name)) continue
    if (one.value !== 'urn:ngsi-ld:request') headers[one.key] = one.value
    else if (!secret.has(name)) fromRequest.push(one.key)
  }
  return { headers, fromRequest, ...info }
}
