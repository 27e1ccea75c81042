import { badData } from '../errors.ts'
import { defaultVocabulary } from '../names.ts'

/** How a context defines a term (JSON-LD 1.1 §9.15): its IRI, or more about it; `null` undefines it. */
export type TermDefinition =
  | string
  | null
  | {
      readonly '@id'?: string | null
      readonly '@type'?: string
      readonly '@container'?: string | readonly string[]
      readonly '@context'?: unknown
    }

/** A context without references to others. */
export type LocalContext = { readonly [term: string]: TermDefinition | number | boolean }

/** A context compiled: names to IRIs and back by look-up. */
export type TermMap = {
  /** The IRI of a type or attribute name; a name that is an IRI already, or that nothing defines, becomes one all the same. */
  expand(name: string): string
  /** The shortest name of an IRI in this context. */
  compact(iri: string): string
}

const definedId = (term: string, definition: TermDefinition): string | undefined => {
  if (typeof definition === 'string') return definition
  if (definition === null || definition['@id'] === null) return undefined
  return definition['@id'] ?? term
}

// Characters that nobody sees, or that turn what stands around them: two identifiers that look alike must not differ by them.
const unseen = /[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/u

/** Is this an absolute IRI by form: a scheme, then anything without blanks and what cannot be seen? */
export const isIri = (text: string): boolean =>
  /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/u.test(text) && !unseen.test(text)

// A term may be used as a prefix when its IRI ends with one of these (JSON-LD 1.1 §4.4, simple terms).
const endsAsPrefix = /[:/?#[\]@]$/

/**
 * Compiles contexts, the later over the earlier; the core context is the last of them.
 * @throws BadRequestData for terms that define each other in a circle, and for scoped contexts
 */
export function compileContexts(contexts: readonly LocalContext[]): TermMap {
  const raw = new Map<string, TermDefinition>()
  let vocabulary = defaultVocabulary
  for (const context of contexts) {
    for (const [term, definition] of Object.entries(context)) {
      if (term === '@vocab' && typeof definition === 'string') vocabulary = definition
      if (term.startsWith('@') || typeof definition === 'number' || typeof definition === 'boolean') continue
      if (typeof definition === 'object' && definition?.['@context'] !== undefined)
        throw badData(`The @context scopes another one to "${term}", which NGSI-LD does not allow (clause 5.5.7)`)
      raw.set(term, definition)
    }
  }
  const iris = new Map<string, string>()

  function iriOf(text: string, open: readonly string[]): string {
    if (text.startsWith('@')) return text
    const colon = text.indexOf(':')
    if (colon > 0) {
      const prefix = text.slice(0, colon)
      const rest = text.slice(colon + 1)
      if (rest.startsWith('//') || !raw.has(prefix)) return text
      return (define(prefix, open) ?? prefix) + rest
    }
    if (raw.has(text) && !open.includes(text)) return define(text, open) ?? vocabulary + text
    return vocabulary + text
  }
  function define(term: string, open: readonly string[]): string | undefined {
    const known = iris.get(term)
    if (known !== undefined) return known
    if (open.includes(term)) throw badData(`The @context defines "${term}" by itself: ${[...open, term].join(' → ')}`)
    const id = definedId(term, raw.get(term) ?? null)
    if (id === undefined) return undefined
    const iri = iriOf(id, [...open, term])
    iris.set(term, iri)
    return iri
  }
  for (const term of raw.keys()) define(term, [])
  return mapOf(iris, raw, vocabulary)
}

function mapOf(
  iris: ReadonlyMap<string, string>,
  raw: ReadonlyMap<string, TermDefinition>,
  vocabulary: string,
): TermMap {
  const names = new Map<string, string>()
  const prefixes: (readonly [iri: string, term: string])[] = []
  for (const [term, iri] of iris) {
    const other = names.get(iri)
    // JSON-LD 1.1 §4.3, inverse context: the shortest, then the least.
    if (other === undefined || term.length < other.length || (term.length === other.length && term < other))
      names.set(iri, term)
    if (typeof raw.get(term) === 'string' && endsAsPrefix.test(iri)) prefixes.push([iri, term])
  }
  prefixes.sort((a, b) => b[0].length - a[0].length)
  const expanded = new Map<string, string>()
  const compacted = new Map<string, string>()

  const expand = (name: string): string => {
    const iri = iris.get(name)
    if (iri !== undefined) return iri
    const colon = name.indexOf(':')
    if (colon < 0) return vocabulary + name
    const prefix = iris.get(name.slice(0, colon))
    const rest = name.slice(colon + 1)
    return prefix === undefined || rest.startsWith('//') ? name : prefix + rest
  }
  const compact = (iri: string): string => {
    const name = names.get(iri)
    if (name !== undefined) return name
    if (iri.startsWith(vocabulary)) {
      const rest = iri.slice(vocabulary.length)
      if (rest !== '' && !rest.includes(':') && !iris.has(rest)) return rest
    }
    for (const [start, term] of prefixes) {
      const short = `${term}:${iri.slice(start.length)}`
      if (iri.length > start.length && iri.startsWith(start) && expand(short) === iri) return short
    }
    return iri
  }
  return { expand: remembered(expanded, expand), compact: remembered(compacted, compact) }
}

// Names come from outside: what is remembered of them is bounded.
const mostRemembered = 10_000

const remembered =
  (known: Map<string, string>, find: (name: string) => string) =>
  (name: string): string => {
    const before = known.get(name)
    if (before !== undefined) return before
    const found = find(name)
    if (known.size < mostRemembered) known.set(name, found)
    return found
  }
