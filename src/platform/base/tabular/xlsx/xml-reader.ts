import { tableErrors } from '../errors.ts'

/** What a reader of XML is told, in the order of the document. Names come without their namespace prefix. */
export type XmlHandler = {
  open(name: string, attributes: string): void
  text(text: string): void
  close(name: string): void
}

const SLASH = 47
const QUERY = 63
const BANG = 33

/**
 * A small streaming reader for the XML of workbooks: elements, attributes, text, CDATA. It knows the five predefined
 * entities and character references; a document type declaration is refused, so nothing can expand.
 */
export class XmlReader {
  #text = ''
  #afterCr = false
  readonly #handler: XmlHandler

  constructor(handler: XmlHandler) {
    this.#handler = handler
  }

  /** Takes the next piece of the document; what is incomplete waits for the piece after. */
  push(piece: string): void {
    const fresh = this.#plainLines(piece)
    const text = this.#text === '' ? fresh : this.#text + fresh
    let at = 0
    for (;;) {
      const open = text.indexOf('<', at)
      if (open < 0) break
      const end = this.#markupEnd(text, open)
      if (end < 0) break
      if (open > at) this.#handler.text(text.slice(at, open))
      this.#markup(text, open, end)
      at = end
    }
    this.#text = at === 0 ? text : text.slice(at)
    if (this.#text.length > 1 << 27) throw tableErrors.make('table.broken', { where: 'XML' })
  }

  /** CR LF and CR count as LF (XML 1.0, 2.11), also where a piece ends between the two. */
  #plainLines(piece: string): string {
    const rest = this.#afterCr && piece.startsWith('\n') ? piece.slice(1) : piece
    this.#afterCr = piece.endsWith('\r')
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest
  }

  /** The place after the markup that opens at `open`, or -1 when it is not complete yet. */
  #markupEnd(text: string, open: number): number {
    const code = text.charCodeAt(open + 1)
    if (code === BANG) return this.#declarationEnd(text, open)
    if (code === QUERY) return after(text, '?>', open)
    let end = text.indexOf('>', open)
    // A ">" inside an attribute's value does not end the tag.
    while (end >= 0 && !endsTag(text, open, end)) end = text.indexOf('>', end + 1)
    return end < 0 ? -1 : end + 1
  }

  #declarationEnd(text: string, open: number): number {
    if (text.startsWith('<!--', open)) return after(text, '-->', open + 4)
    if (text.startsWith('<![CDATA[', open)) return after(text, ']]>', open)
    if (text.length - open < 9) return -1
    throw tableErrors.make('table.broken', { where: 'DOCTYPE' })
  }

  #markup(text: string, open: number, end: number): void {
    const code = text.charCodeAt(open + 1)
    if (code === QUERY) return
    if (code === BANG) {
      if (text.startsWith('<![', open)) this.#handler.text(text.slice(open + 9, end - 3).replaceAll('&', '&amp;'))
      return
    }
    if (code === SLASH) {
      this.#handler.close(localName(text.slice(open + 2, end - 1)))
      return
    }
    const empty = text.charCodeAt(end - 2) === SLASH
    const stop = empty ? end - 2 : end - 1
    let name = open + 1
    while (name < stop && text.charCodeAt(name) > 32) name++
    const local = localName(text.slice(open + 1, name))
    this.#handler.open(local, text.slice(name, stop))
    if (empty) this.#handler.close(local)
  }
}

function after(text: string, mark: string, from: number): number {
  const place = text.indexOf(mark, from)
  return place < 0 ? -1 : place + mark.length
}

/** Whether the ">" at `end` closes the tag: all quotes before it are paired. Most tags are told by the character before. */
function endsTag(text: string, open: number, end: number): boolean {
  const before = text.charCodeAt(end - 1)
  const equals = text.indexOf('=', open)
  if (equals < 0 || equals > end) return true
  if (before === 34 && text.charCodeAt(end - 2) !== 61) return true
  const inside = text.slice(open, end).replace(/"[^"]*"|'[^']*'/g, '')
  return !/["']/.test(inside)
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return (colon < 0 ? name : name.slice(colon + 1)).trimEnd()
}

/** The value of an attribute, by its name with or without a prefix; undefined when it is not there. */
export function attribute(attributes: string, name: string): string | undefined {
  let at = attributes.indexOf(`${name}=`)
  while (at > 0) {
    const before = attributes.charCodeAt(at - 1)
    if (before <= 32 || before === 58) break
    at = attributes.indexOf(`${name}=`, at + 1)
  }
  if (at < 0) return undefined
  const quote = attributes[at + name.length + 1] ?? '"'
  const start = at + name.length + 2
  const end = attributes.indexOf(quote, start)
  return end < 0 ? undefined : plainText(attributes.slice(start, end))
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Resolves entities and character references; an unknown one stays as it is. */
export function plainText(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (all, hex, decimal, name) => {
    if (name) return NAMED[name] ?? all
    const code = hex ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10)
    return code > 0x10ffff ? all : String.fromCodePoint(code)
  })
}

/** Resolves `_x000D_` escapes, with which workbooks write characters that XML cannot hold (ECMA-376 part 1, 22.9.2.19). */
export function unescapeCell(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([\dA-Fa-f]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}
