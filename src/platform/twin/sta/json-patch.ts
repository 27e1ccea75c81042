import type { Json } from '../../../kernel/twin/index.ts'
import { bad, StaError } from './error.ts'
import { type Body, isBody } from './write/writing.ts'

type Operation = {
  readonly op: string
  readonly path: readonly string[]
  readonly from: readonly string[]
  readonly value: Json | undefined
}

/** The parts of a pointer (RFC 6901). */
function pointer(text: unknown): readonly string[] {
  if (text === undefined) return []
  if (typeof text !== 'string' || !text.startsWith('/')) throw bad('A path of the patch must begin with "/"')
  return text
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function readOperation(value: unknown): Operation {
  if (!isBody(value) || typeof value.op !== 'string') throw bad('Each operation of the patch needs "op" and "path"')
  const path = pointer(value.path)
  if (path.length === 0) throw bad('The patch must name what it changes')
  return { op: value.op, path, from: pointer(value.from), value: value.value }
}

const valueAt = (body: Json | undefined, [first, ...rest]: readonly string[]): Json | undefined =>
  first === undefined
    ? body
    : isBody(body)
      ? valueAt(body[first], rest)
      : Array.isArray(body)
        ? valueAt(body[Number(first)] as Json, rest)
        : undefined // members of a list are JSON

/** The document with a value set at a path, or taken away; lists are taken whole but for their end. */
function withValue(body: Json | undefined, [first = '', ...rest]: readonly string[], value: Json | undefined): Json {
  if (Array.isArray(body)) {
    const list = [...(body as readonly Json[])] // members of a list are JSON
    const at = first === '-' ? list.length : Number(first)
    if (!Number.isInteger(at) || at < 0 || at > list.length) throw bad(`There is no place "${first}" in the list`)
    if (rest.length > 0) list[at] = withValue(list[at], rest, value)
    else if (value === undefined) list.splice(at, 1)
    else list[at] = value
    return list
  }
  const known = isBody(body) ? body : {}
  const { [first]: before, ...others } = known as { readonly [name: string]: Json } // what came in as JSON holds no undefined
  if (rest.length > 0) return { ...others, [first]: withValue(before, rest, value) }
  return value === undefined ? others : { ...others, [first]: value }
}

/**
 * A JSON Patch (RFC 6902) as the change of an entity: the properties that are other than before, `null` for those taken away.
 * @throws StaError 400 for what is no patch, 409 for a test that does not hold
 */
export function patchedBody(before: Body, patch: unknown): Body {
  if (!Array.isArray(patch)) throw bad('A JSON Patch is a list of operations')
  // What is read of an entity is JSON.
  let now = before as Json
  for (const operation of patch.map(readOperation)) now = applied(now, operation)
  const after = isBody(now) ? now : {}
  const names = new Set([...Object.keys(before), ...Object.keys(after)].filter((name) => !name.includes('@iot.')))
  return Object.fromEntries(
    [...names].flatMap((name) =>
      JSON.stringify(before[name]) === JSON.stringify(after[name]) ? [] : [[name, after[name] ?? null]],
    ),
  )
}

function applied(now: Json, { op, path, from, value }: Operation): Json {
  switch (op) {
    case 'add':
    case 'replace':
      if (value === undefined) throw bad(`"${op}" lacks a value`)
      return withValue(now, path, value)
    case 'remove':
      return withValue(now, path, undefined)
    case 'copy':
      return withValue(now, path, valueAt(now, from) ?? null)
    case 'move':
      return withValue(withValue(now, from, undefined), path, valueAt(now, from) ?? null)
    case 'test':
      if (JSON.stringify(valueAt(now, path)) !== JSON.stringify(value))
        throw new StaError(409, `The test of ${path.join('/')} does not hold`)
      return now
    default:
      throw bad(`There is no operation "${op}"`)
  }
}
