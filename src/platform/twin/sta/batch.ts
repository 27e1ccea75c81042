import { randomUUID } from 'node:crypto'
import { change } from './change-request.ts'
import { bad, StaError } from './error.ts'
import { parseExactly } from './exact.ts'
import { faultsOf, handle, look, type Serving } from './handle.ts'
import type { StaAnswer, StaRequest } from './request.ts'
import { isBody, wholly } from './write/writing.ts'

/** One request of a batch with its id. */
type Part = StaRequest & { readonly id: string }
/** What earlier requests made, by their ids: `Things(1)`. */
type Made = Map<string, string>
type Ask = (request: StaRequest) => Promise<StaAnswer>

const mostParts = 1_000

/** The path below the root of an address that may be whole, from the root of the site, from the version on, or below already. */
function below(url: string, root: string): string {
  const path = new URL(root).pathname
  const version = path.slice(path.lastIndexOf('/'))
  for (const start of [root, path, version])
    if (url === start || url.startsWith(`${start}/`) || url.startsWith(`${start}?`)) return url.slice(start.length)
  return url.startsWith('/') ? url : `/${url}`
}

const errorOf = (cause: StaError): StaAnswer => ({
  status: cause.status,
  body: { code: cause.status, type: 'error', message: cause.message },
})

async function answered(ask: Ask, part: Part, root: string, made: Made): Promise<StaAnswer> {
  // A later request may name what an earlier one made: `$1`.
  const url = part.url.replace(/\$([\w-]+)(?=[/"')]|$)/g, (mark, id: string) => made.get(id) ?? mark)
  const body = part.body === undefined ? undefined : parseExactly(filledIds(JSON.stringify(part.body), made))
  const answer = await ask({ ...part, url: below(url, root), body })
  if (answer.location) made.set(part.id, below(answer.location, root).slice(1))
  return answer
}

/** `{"@iot.id": "$1"}` becomes the number that request 1 made. */
const filledIds = (text: string, made: ReadonlyMap<string, string>): string =>
  text.replace(/"@iot\.id":"\$([\w-]+)"/g, (mark, id: string) => {
    const key = /\((.*)\)$/.exec(made.get(id) ?? '')?.[1]
    return key === undefined ? mark : `"@iot.id":${/^\d+$/.test(key) ? key : JSON.stringify(key)}`
  })

async function alone(serving: Serving, part: Part, made: Made): Promise<StaAnswer> {
  try {
    return await answered((request) => handle(serving, request), part, serving.reading.root, made)
  } catch (cause) {
    if (cause instanceof StaError) return errorOf(cause)
    throw cause
  }
}

/** A change set is done whole or not at all (§11.1): what was done before a part that fails is undone. */
class Undone extends Error {
  readonly part: Part
  readonly answer: StaAnswer
  constructor(part: Part, answer: StaAnswer) {
    super('a part of the change set failed')
    this.part = part
    this.answer = answer
  }
}

type Changed =
  | { readonly isDone: true; readonly answers: readonly StaAnswer[] }
  | { readonly isDone: false; readonly part: Part; readonly answer: StaAnswer }

async function together(serving: Serving, parts: readonly Part[], made: Made): Promise<Changed> {
  const { reading, sight } = serving
  const before = new Map(made)
  try {
    const answers = await wholly(serving.parts, sight, async (writing) => {
      const inside = { ...reading, on: writing.tx }
      const ask: Ask = (request) =>
        faultsOf(() =>
          request.method === 'GET'
            ? look({ ...serving, reading: inside }, request.url)
            : change({ reading: inside, writing }, request),
        )
      const all: StaAnswer[] = []
      for (const part of parts) {
        try {
          all.push(await answered(ask, part, reading.root, made))
        } catch (cause) {
          throw cause instanceof StaError ? new Undone(part, errorOf(cause)) : cause
        }
      }
      return all
    })
    return { isDone: true, answers }
  } catch (cause) {
    if (!(cause instanceof Undone)) throw cause
    made.clear()
    for (const [id, key] of before) made.set(id, key)
    return { isDone: false, part: cause.part, answer: cause.answer }
  }
}

const undone: StaAnswer = {
  status: 424,
  body: { code: 424, type: 'error', message: 'Undone: another request of its group failed' },
}

/** A batch as JSON (OData 4.01 JSON batch, as OGC 18-088 §11 allows); requests of one `atomicityGroup` are one change set. */
export async function jsonBatch(serving: Serving, body: unknown): Promise<object> {
  const requests = isBody(body) ? body.requests : undefined
  if (!Array.isArray(requests) || requests.length > mostParts)
    throw bad(`A batch needs "requests", at most ${mostParts}`)
  const made: Made = new Map()
  const responses: object[] = []
  const all = (requests as readonly unknown[]).map(readJsonRequest)
  for (let at = 0; at < all.length; ) {
    const [first, ...rest] = all.slice(at)
    if (!first) break
    const others = first.group === undefined ? -1 : rest.findIndex(({ group }) => group !== first.group)
    const members = first.group === undefined ? [first] : [first, ...(others < 0 ? rest : rest.slice(0, others))]
    at += members.length
    const answers =
      first.group === undefined
        ? [await alone(serving, first, made)]
        : answersOf(await together(serving, members, made), members)
    for (const [index, { id }] of members.entries()) responses.push(jsonAnswer(id, answers[index] ?? undone))
  }
  return { responses }
}

const answersOf = (changed: Changed, members: readonly Part[]): readonly StaAnswer[] =>
  changed.isDone ? changed.answers : members.map((part) => (part === changed.part ? changed.answer : undone))

const jsonAnswer = (id: string, { status, location, body }: StaAnswer): object => ({
  ...{ id, status },
  ...(location && { location }),
  ...(body !== undefined && { body }),
})

function readJsonRequest(one: unknown, index: number): Part & { readonly group: string | undefined } {
  if (!isBody(one) || typeof one.method !== 'string' || typeof one.url !== 'string')
    throw bad('Each request needs id, method and url')
  return {
    id: String(one.id ?? index + 1),
    method: one.method.toUpperCase(),
    url: one.url,
    body: one.body,
    group: one.atomicityGroup === undefined ? undefined : String(one.atomicityGroup),
  }
}

/** A batch as multipart/mixed (OGC 18-088 §11.1). A change set that fails is answered by the one error, as OData has it. */
export async function multipartBatch(
  serving: Serving,
  type: string,
  body: string,
): Promise<{ readonly type: string; readonly body: string }> {
  const made: Made = new Map()
  const parts = partsOf(type, body)
  if (parts.length > mostParts) throw bad(`A batch has at most ${mostParts} requests`)
  const written: string[] = []
  for (const part of parts) {
    const inner = part.headers['content-type'] ?? ''
    if (!/multipart\/mixed/i.test(inner)) {
      const id = part.headers['content-id'] ?? String(made.size + 1)
      written.push(partText(part.headers['content-id'], await alone(serving, readRequest(part, id), made)))
      continue
    }
    written.push(await changeSet(serving, partsOf(inner, part.body), made))
  }
  return wrapped('batch', written)
}

async function changeSet(serving: Serving, raw: readonly Raw[], made: Made): Promise<string> {
  if (raw.length > mostParts) throw bad(`A change set has at most ${mostParts} requests`)
  const parts = raw.map((part, index) => readRequest(part, part.headers['content-id'] ?? String(made.size + index + 1)))
  const changed = await together(serving, parts, made)
  if (!changed.isDone) return partText(changed.part.id, changed.answer)
  const { type, body } = wrapped(
    'changeset',
    changed.answers.map((answer, index) => partText(raw[index]?.headers['content-id'], answer)),
  )
  return [`Content-Type: ${type}`, '', body].join('\r\n')
}

function wrapped(name: string, parts: readonly string[]): { readonly type: string; readonly body: string } {
  const boundary = `${name}_${randomUUID()}`
  const lines = [...parts.flatMap((part) => [`--${boundary}`, part]), `--${boundary}--`, '']
  return { type: `multipart/mixed; boundary=${boundary}`, body: lines.join('\r\n') }
}

function partText(id: string | undefined, { status, location, body, isText }: StaAnswer): string {
  const content = body === undefined ? '' : isText ? String(body) : JSON.stringify(body)
  return [
    'Content-Type: application/http',
    ...(id === undefined ? [] : [`Content-ID: ${id}`]),
    '',
    `HTTP/1.1 ${status} ${status < 300 ? 'OK' : 'Error'}`,
    ...(location ? [`Location: ${location}`] : []),
    ...(body === undefined ? [] : [`Content-Type: ${isText ? 'text/plain' : 'application/json'}`]),
    '',
    content,
  ].join('\r\n')
}

type Raw = { readonly headers: Readonly<Record<string, string>>; readonly body: string }

function partsOf(type: string, body: string): readonly Raw[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (boundary === undefined) throw bad('The batch names no boundary')
  return body
    .replaceAll('\r\n', '\n')
    .split(`--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--') && part.trim() !== '')
    .map((part) => splitHead(part.replace(/^\n/, '')))
}

function splitHead(text: string): Raw {
  const cut = text.indexOf('\n\n')
  const head = cut < 0 ? text : text.slice(0, cut)
  const headers = Object.fromEntries(
    head.split('\n').flatMap((line) => {
      const colon = line.indexOf(':')
      return colon < 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]]
    }),
  )
  return { headers, body: cut < 0 ? '' : text.slice(cut + 2) }
}

function readRequest({ body }: Raw, id: string): Part {
  const { headers, body: content } = splitHead(body)
  const [line = ''] = body.split('\n')
  const match = /^(GET|POST|PATCH|PUT|DELETE)\s+(\S+)(?:\s+HTTP\/[\d.]+)?\s*$/i.exec(line.trim())
  if (!match) throw bad(`"${line.slice(0, 60)}" is no request`)
  const text = content.trim()
  return {
    id,
    method: (match[1] ?? 'GET').toUpperCase(),
    url: match[2] ?? '',
    isPatch: /^application\/json-patch\+json/i.test(headers['content-type'] ?? ''),
    ...(text !== '' && { body: readJson(text) }),
  }
}

function readJson(text: string): unknown {
  try {
    return parseExactly(text)
  } catch (cause) {
    throw Object.assign(bad('A body of the batch is no JSON'), { cause })
  }
}
