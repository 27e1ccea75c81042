import { randomUUID } from 'node:crypto'
import { bad, StaError } from './error.ts'
import { handle, type Serving, type StaAnswer, type StaRequest } from './handle.ts'
import { isBody } from './write.ts'

/** One request of a batch with its id. */
type Part = StaRequest & { readonly id: string; readonly isChange: boolean }

const mostParts = 1_000

/** The path below the root of an address that may be whole, from the root of the site, or below already. */
function below(url: string, root: string): string {
  if (url.startsWith(root)) return url.slice(root.length)
  const path = new URL(root).pathname
  return url.startsWith(`${path}/`) ? url.slice(path.length) : url.startsWith('/') ? url : `/${url}`
}

async function answerPart(serving: Serving, part: Part, refs: Map<string, string>): Promise<StaAnswer> {
  // A later request may name what an earlier one made: `$1`.
  const filled = (text: string) => text.replace(/\$([\w-]+)(?=[/"')]|$)/g, (mark, id: string) => refs.get(id) ?? mark)
  try {
    const body =
      part.body === undefined ? undefined : (JSON.parse(filledIds(JSON.stringify(part.body), refs)) as unknown)
    const answer = await handle(serving, {
      method: part.method,
      url: below(filled(part.url), serving.reading.root),
      body,
    })
    if (answer.location) refs.set(part.id, below(answer.location, serving.reading.root).slice(1))
    return answer
  } catch (cause) {
    if (cause instanceof StaError)
      return { status: cause.status, body: { code: cause.status, type: 'error', message: cause.message } }
    throw cause
  }
}

/** `{"@iot.id": "$1"}` becomes the number that request 1 made. */
const filledIds = (text: string, refs: ReadonlyMap<string, string>): string =>
  text.replace(/"@iot\.id":"\$([\w-]+)"/g, (mark, id: string) => {
    const made = /\((.*)\)$/.exec(refs.get(id) ?? '')?.[1]
    return made === undefined ? mark : `"@iot.id":${/^\d+$/.test(made) ? made : JSON.stringify(made)}`
  })

/** A batch as JSON (OData 4.01 JSON batch, as OGC 18-088 §11 allows). */
export async function jsonBatch(serving: Serving, body: unknown): Promise<object> {
  const requests = isBody(body) ? body.requests : undefined
  if (!Array.isArray(requests) || requests.length > mostParts)
    throw bad(`A batch needs "requests", at most ${mostParts}`)
  const refs = new Map<string, string>()
  const responses: object[] = []
  for (const one of requests as readonly unknown[]) {
    if (!isBody(one) || typeof one.method !== 'string' || typeof one.url !== 'string')
      throw bad('Each request needs id, method and url')
    const id = String(one.id ?? responses.length + 1)
    const answer = await answerPart(
      serving,
      { id, method: one.method.toUpperCase(), url: one.url, body: one.body, isChange: false },
      refs,
    )
    responses.push({
      id,
      status: answer.status,
      ...(answer.location && { location: answer.location }),
      ...(answer.body !== undefined && { body: answer.body }),
    })
  }
  return { responses }
}

/** A batch as multipart/mixed (OGC 18-088 §11.1). Change sets run in order; one that fails does not undo what came before it. */
export async function multipartBatch(
  serving: Serving,
  type: string,
  body: string,
): Promise<{ readonly type: string; readonly body: string }> {
  const refs = new Map<string, string>()
  const parts = partsOf(type, body)
  if (parts.length > mostParts) throw bad(`A batch has at most ${mostParts} requests`)
  return writeParts(serving, parts, refs)
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

async function writeParts(
  serving: Serving,
  parts: readonly Raw[],
  refs: Map<string, string>,
): Promise<{ type: string; body: string }> {
  const boundary = `batch_${randomUUID()}`
  const lines: string[] = []
  for (const part of parts) {
    const type = part.headers['content-type'] ?? ''
    lines.push(`--${boundary}`)
    if (/multipart\/mixed/i.test(type)) {
      const inner = await writeParts(serving, partsOf(type, part.body), refs)
      lines.push(`Content-Type: ${inner.type}`, '', inner.body)
      continue
    }
    const id = part.headers['content-id'] ?? String(refs.size + 1)
    const answer = await answerPart(serving, readRequest(part, id), refs)
    lines.push(
      'Content-Type: application/http',
      ...(part.headers['content-id'] ? [`Content-ID: ${id}`] : []),
      '',
      `HTTP/1.1 ${answer.status} ${answer.status < 300 ? 'OK' : 'Error'}`,
    )
    if (answer.location) lines.push(`Location: ${answer.location}`)
    if (answer.body !== undefined)
      lines.push(
        'Content-Type: application/json',
        '',
        answer.isText ? String(answer.body) : JSON.stringify(answer.body),
      )
    else lines.push('')
  }
  lines.push(`--${boundary}--`, '')
  return { type: `multipart/mixed; boundary=${boundary}`, body: lines.join('\r\n') }
}

function readRequest({ body }: Raw, id: string): Part {
  const { body: content } = splitHead(body)
  const [line = ''] = body.split('\n')
  const match = /^(GET|POST|PATCH|PUT|DELETE)\s+(\S+)(?:\s+HTTP\/[\d.]+)?\s*$/i.exec(line.trim())
  if (!match) throw bad(`"${line.slice(0, 60)}" is no request`)
  const text = content.trim()
  return {
    id,
    method: (match[1] ?? 'GET').toUpperCase(),
    url: match[2] ?? '',
    isChange: true,
    ...(text !== '' && { body: readJson(text) }),
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw Object.assign(bad('A body of the batch is no JSON'), { cause })
  }
}
