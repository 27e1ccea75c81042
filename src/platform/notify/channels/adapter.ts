import { type Static, Type } from 'typebox'
import type { Outside, OutsideCall } from '../../base/index.ts'
import { notifyErrors } from '../errors.ts'
import type { Letter, Outcome } from './channel.ts'

/**
 * How a provider's HTTP interface is called, as data. Texts may hold gaps: `{phone} {email} {name} {person} {title}
 * {text} {link} {id}`, and `{secret.x}` for secrets. Gaps are filled inside the structure of the body, so that no
 * message can change it.
 */
export const AdapterSchema = Type.Object(
  {
    method: Type.Enum(['POST', 'PUT', 'GET']),
    url: Type.String({ minLength: 1, maxLength: 2000 }),
    headers: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }), Type.String({ maxLength: 2000 })),
    ),
    encoding: Type.Enum(['json', 'form', 'none']),
    body: Type.Optional(Type.Unknown()),
    /** What counts as accepted, beyond status 2xx: a JSON pointer (RFC 6901) into the answer and the value there. */
    accepted: Type.Optional(
      Type.Object({
        at: Type.String({ maxLength: 200 }),
        equals: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
      }),
    ),
    /** JSON pointer to the provider's own id of the message. */
    idAt: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)

/** An adapter, as it is declared. */
export type Adapter = Static<typeof AdapterSchema>

/** Secrets of an adapter, by name. */
export type Secrets = Readonly<Record<string, string>>

const gap = /\{(secret\.)?(\w+)\}/g

const known = new Set(['phone', 'email', 'name', 'person', 'title', 'text', 'link', 'id'])

/** Every text in a declaration: address, headers, body. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}

/**
 * Looks an adapter through before it is kept.
 * @throws notify.adapter when a gap is unknown or a secret is missing; notify.address
 */
export function checkAdapter(adapter: Adapter, secrets: Secrets, outside: Outside): void {
  for (const one of textsOf([adapter.url, adapter.headers, adapter.body]))
    for (const [whole, secret, name = ''] of one.matchAll(gap)) {
      const isKnown = secret === undefined ? known.has(name) : Object.hasOwn(secrets, name)
      if (isKnown) continue
      const list = [...known].map((each) => `{${each}}`).join(' ')
      throw notifyErrors.make(
        'notify.adapter',
        secret === undefined
          ? { zh: `没有“${whole}”，可用 ${list}`, en: `there is no ${whole}, only ${list}` }
          : { zh: `缺少密钥“${name}”`, en: `the secret "${name}" is missing` },
      )
    }
  const { hostname } = new URL(outside.check(adapter.url.replace(gap, 'x')))
  // the host is fixed: a gap there would let a message choose whom to call
  if (!adapter.url.toLowerCase().includes(`//${hostname}`))
    throw notifyErrors.make('notify.adapter', { zh: '主机名不能含变量', en: 'the host name is fixed, without gaps' })
}

type Values = Readonly<Record<string, string>>

const put = (template: string, values: Values, secrets: Secrets, encode: (value: string) => string): string =>
  template.replace(gap, (whole, secret: string | undefined, name: string) => {
    const value = secret === undefined ? values[name] : secrets[name]
    return value === undefined ? whole : encode(value)
  })

function fillBody(body: unknown, fill: (text: string) => string): unknown {
  if (typeof body === 'string') return fill(body)
  if (Array.isArray(body)) return body.map((one) => fillBody(one, fill))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, fillBody(value, fill)]))
}

/** The call that an adapter makes of a letter. */
export function callOf(adapter: Adapter, secrets: Secrets, letter: Letter): OutsideCall {
  const { to, id, title, text: says, link = '' } = letter
  const values: Values = {
    ...{ id, title, text: says, link, person: to.id },
    ...{ phone: to.phone ?? '', email: to.email ?? '', name: to.name ?? '' },
  }
  const asIs = (template: string): string => put(template, values, secrets, (value) => value)
  // a header is one line, whatever the message says
  const line = (template: string): string => put(template, values, secrets, (value) => value.replace(/[\r\n\0]/g, ' '))
  const headers = Object.fromEntries(Object.entries(adapter.headers ?? {}).map(([name, value]) => [name, line(value)]))
  const url = put(adapter.url, values, secrets, encodeURIComponent)
  const { method, encoding } = adapter
  if (encoding === 'none') return { method, url, headers }
  const body = fillBody(adapter.body ?? {}, asIs)
  return encoding === 'json'
    ? { method, url, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
    : {
        method,
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(
          Object.entries(Object(body)).map(([name, value]) => [name, String(value)]),
        ).toString(),
      }
}

function findAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (at, step) => (typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? Object(at)[step] : undefined),
      value,
    )
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // an answer that is no JSON has nothing at any pointer
    return undefined
  }
}

/** Sends a letter by an adapter. Answers 4xx but 408, 425 and 429 are final; the rest is tried again. */
export async function sendByAdapter(
  adapter: Adapter,
  secrets: Secrets,
  letter: Letter,
  outside: Outside,
): Promise<Outcome> {
  let answer: Awaited<ReturnType<Outside['call']>>
  try {
    answer = await outside.call(callOf(adapter, secrets, letter))
  } catch (cause) {
    const name = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer'
    return { kind: name === 'notify.address' ? 'refused' : 'failed', fault: name }
  }
  const { status } = answer
  const mayPass = status === 408 || status === 425 || status === 429 || status >= 500
  if (status < 200 || status > 299) return { kind: mayPass ? 'failed' : 'refused', fault: `HTTP ${status}` }
  const body = readJson(answer.body)
  const { accepted, idAt } = adapter
  if (accepted && findAt(body, accepted.at) !== accepted.equals)
    return { kind: 'refused', fault: `${accepted.at} is not ${accepted.equals}` }
  const providerId = idAt === undefined ? undefined : findAt(body, idAt)
  return { kind: 'sent', providerId: providerId === undefined ? undefined : String(providerId).slice(0, 200) }
}
