import { XMLBuilder } from 'fast-xml-parser'

/** A list whose elements have one name: `services` of `service`. */
export type List = { readonly item: string; readonly of: readonly Node[] }

/** What an answer is made of; JSON and XML follow from it by the Spark convention. */
export type Node = string | number | boolean | null | List | { readonly [name: string]: Node }

/** An answer with the name of its root element. */
export type Document = { readonly root: string; readonly node: Node }

/** The formats of GeoReport v2. */
export const formats = ['xml', 'json'] as const

/** One of them. */
export type Format = (typeof formats)[number]

/** The content type of each, as the specification writes it ("Format Support"). */
export const contentTypes: Readonly<Record<Format, string>> = {
  xml: 'text/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

/** Elements of one name. */
export const list = (item: string, of: readonly Node[]): List => ({ item, of })

const isList = (node: Node): node is List =>
  typeof node === 'object' && node !== null && 'of' in node && Array.isArray(node.of)

/** JSON by the Spark convention: a list becomes an array, the root element falls away, what is empty is null. */
export function sparkOf(node: Node): unknown {
  if (typeof node !== 'object' || node === null) return node
  if (isList(node)) return node.of.map(sparkOf)
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, sparkOf(value)]))
}

// XML 1.0 §2.2 allows no other characters, not even written as references; lone surrogates are none either.
const notXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

function elementsOf(node: Node): unknown {
  if (node === null) return ''
  if (typeof node === 'string') return node.toWellFormed().replace(notXml, '')
  if (typeof node !== 'object') return String(node)
  if (isList(node)) return node.of.length === 0 ? '' : { [node.item]: node.of.map(elementsOf) }
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, elementsOf(value)]))
}

const builder = new XMLBuilder({ processEntities: true, suppressEmptyNode: false })

/** The answer as text in a format, UTF-8; XML with its declaration. */
export function write({ root, node }: Document, format: Format): string {
  if (format === 'json') return JSON.stringify(sparkOf(node))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: elementsOf(node) })}`
}
