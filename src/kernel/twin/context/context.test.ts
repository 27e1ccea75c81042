import fc from 'fast-check'
import jsonld from 'jsonld'
import { describe, expect, test } from 'vitest'
import { coreContext, coreContextUrl, isCoreContext } from './core-context.ts'
import { compileContexts, type LocalContext } from './term-map.ts'

const own: LocalContext = {
  ex: 'https://example.org/ns#',
  deep: 'ex:deep/',
  Car: 'ex:Car',
  speed: { '@id': 'https://example.org/speed', '@type': 'ex:number' },
  velocity: 'https://example.org/speed',
  far: 'deep:far',
  name: 'https://schema.org/name',
}
const map = compileContexts([own, coreContext])

/** What the library makes of a type under the same contexts. */
async function libraryExpands(name: string): Promise<string> {
  // The contexts are JSON-LD; the library's types name fewer forms of it.
  const document = {
    '@context': [own, coreContext],
    '@id': 'urn:x:1',
    '@type': name,
  } as unknown as jsonld.JsonLdDocument
  const [node] = await jsonld.expand(document)
  return [node?.['@type']].flat().map(String)[0] ?? ''
}

const names = [
  'Car',
  'speed',
  'velocity',
  'far',
  'name',
  'unknown',
  'ex:thing',
  'deep:down',
  'Property',
  'location',
  'description',
  'https://else.example/x',
  'urn:ngsi-ld:T',
  'observedAt',
  'containedBy',
  'Point',
]

test.each(names)('%s expands as a JSON-LD processor expands it', async (name) => {
  expect(map.expand(name)).toBe(await libraryExpands(name))
})

// Terms with a type of values are no names of types for the library; attributes go by them all the same.
const typeNames = names.filter((name) => !['speed', 'velocity', 'observedAt'].includes(name))
test.each(typeNames)('%s compacts as a JSON-LD processor compacts it', async (name) => {
  const iri = map.expand(name)
  const context = [own, coreContext] as unknown as jsonld.ContextDefinition
  const document = [{ '@id': 'urn:x:1', '@type': [iri] }] as unknown as jsonld.JsonLdDocument
  const compacted = await jsonld.compact(document, context)
  expect(map.compact(iri)).toBe(compacted.type ?? compacted['@type'])
})

test('what is compacted expands to what it was', () => {
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/)
  const iri = fc.oneof(
    word.map((text) => map.expand(text)),
    word.map((text) => `https://example.org/ns#${text}`),
    word.map((text) => `https://example.org/ns#deep/${text}`),
    word.map((text) => `https://uri.etsi.org/ngsi-ld/${text}`),
    fc.tuple(word, word).map(([a, b]) => `urn:${a}:${b}`),
    fc.constantFrom(...names.map((name) => map.expand(name))),
  )
  fc.assert(
    fc.property(iri, (one) => map.expand(map.compact(one)) === one),
    { numRuns: 2_000 },
  )
})

describe('the core context', () => {
  test('cannot be changed by others', () => {
    const changed = compileContexts([
      { location: 'https://example.org/elsewhere', '@vocab': 'https://example.org/' },
      coreContext,
    ])
    expect(changed.expand('location')).toBe('https://uri.etsi.org/ngsi-ld/location')
    expect(changed.expand('anything')).toBe('https://uri.etsi.org/ngsi-ld/default-context/anything')
  })

  test('is known by its addresses', () => {
    expect(isCoreContext(coreContextUrl)).toBe(true)
    expect(isCoreContext('https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld')).toBe(true)
    expect(isCoreContext('https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.3.jsonld')).toBe(true)
    expect(isCoreContext('https://example.org/ngsi-ld-core-context.jsonld')).toBe(false)
  })

  test('terms that define each other are refused', () => {
    expect(() => compileContexts([{ a: 'b:x', b: 'a:y' }, coreContext])).toThrow('by itself')
  })
})
