import type { TermMap } from '../context/term-map.ts'
import { checkName } from '../document/read-entity.ts'
import type { Projection } from '../document/write-entity.ts'
import { badData } from '../errors.ts'

/** Types wanted: one of these groups, of each group all (clause 4.17). */
export type TypeSelection = readonly (readonly string[])[]

/** Splits `a|(b;c),d` into groups. */
function groups(text: string, what: string): string[][] {
  const parts = text.match(/\([^()]*\)|[^|,()]+|[|,()]/g) ?? []
  if (parts.join('') !== text || text === '') throw badData(`${what}: "${text.slice(0, 200)}" is not a selection`)
  const all: string[][] = []
  let isOpen = true
  for (const part of parts) {
    if (part === '|' || part === ',') {
      if (isOpen) throw badData(`${what}: a name is missing in "${text.slice(0, 200)}"`)
      isOpen = true
      continue
    }
    if (!isOpen || part === '(' || part === ')') throw badData(`${what}: "${text.slice(0, 200)}" is not a selection`)
    const names = (part.startsWith('(') ? part.slice(1, -1) : part).split(/[;&]/)
    if (names.some((name) => name.trim() === '')) throw badData(`${what}: a name is missing in "${text.slice(0, 200)}"`)
    all.push(names.map((name) => name.trim()))
    isOpen = false
  }
  if (isOpen) throw badData(`${what}: a name is missing in "${text.slice(0, 200)}"`)
  return all
}

/** Reads the entity type selection language (clause 4.17). @throws BadRequestData */
export const parseTypes = (text: string, map: TermMap): TypeSelection =>
  groups(text, 'type').map((names) => names.map((name) => map.expand(name)))

/** Do these types fit? */
export const meetsTypes = (types: readonly string[], selection: TypeSelection): boolean =>
  selection.some((all) => all.every((type) => types.includes(type)))

/** Scopes wanted, as regular expressions over whole scopes: one of these groups, of each group all (clause 4.19). */
export type ScopeSelection = readonly (readonly string[])[]

/** Reads the scope query language (clause 4.19). @throws BadRequestData */
export const parseScopes = (text: string): ScopeSelection =>
  groups(text, 'scopeQ').map((scopes) =>
    scopes.map((scope) => {
      const path = scope.startsWith('/') ? scope.slice(1) : scope
      const levels = path.split('/')
      const isTree = levels.at(-1) === '#'
      if (isTree) levels.pop()
      if (levels.some((level) => level !== '+' && !/^\p{L}[\p{L}\p{N}_]*$/u.test(level)))
        throw badData(`scopeQ: "${scope.slice(0, 80)}" is not a scope such as /Shanghai/+/Parks or /Shanghai/#`)
      if (levels.length === 0 && isTree) return '^/'
      const whole = levels.map((level) => (level === '+' ? '[^/]+' : level)).join('/')
      return `^/${whole}${isTree ? '(/.*)?$' : '$'}`
    }),
  )

/** Do these scopes fit? */
export const meetsScopes = (scopes: readonly string[], selection: ScopeSelection): boolean =>
  selection.some((all) => all.every((pattern) => scopes.some((scope) => new RegExp(pattern, 'u').test(scope))))

/**
 * Reads the attribute projection language (clause 4.21): `name,owner{name|age}`. `id`, `type` and `scope` stand for themselves.
 * @throws BadRequestData
 */
export function parseProjection(text: string, map: TermMap): Projection {
  let at = 0
  const fail = (): never => {
    throw badData(`"${text.slice(0, 200)}" is not a list of members at position ${at + 1}`)
  }
  const terms = (depth: number): Projection => {
    if (depth > 5) fail()
    const all = new Map<string, Projection | undefined>()
    for (;;) {
      const name = /^[^,|{}\s]+/.exec(text.slice(at))?.[0] ?? fail()
      checkName(name)
      at += name.length
      let inside: Projection | undefined
      if (text[at] === '{') {
        at++
        inside = terms(depth + 1)
        if (text[at] !== '}') fail()
        at++
      }
      all.set(name === 'id' || name === 'type' || name === 'scope' ? name : map.expand(name), inside)
      if (text[at] !== ',' && text[at] !== '|') return all
      at++
    }
  }
  const all = terms(0)
  if (at < text.length) fail()
  return all
}

/** How deep a projection goes into linked entities. */
export const projectionDepth = (projection: Projection): number =>
  Math.max(0, ...[...projection.values()].map((inside) => (inside === undefined ? 0 : 1 + projectionDepth(inside))))
