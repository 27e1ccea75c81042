import { createReadStream } from 'node:fs'
import { layerErrors } from '../errors.ts'

/** The most bytes of one feature. */
const mostBytes = 64 * 2 ** 20

/** A piece of a large JSON document: a member of the array wanted, or another member of the outermost object. */
export type Piece =
  | { readonly kind: 'item'; readonly text: string; readonly at: number }
  | { readonly kind: 'member'; readonly name: string; readonly text: string; readonly at: number }

const [quote, backslash, open, close, openList, closeList, comma, colon] = [...'"\\{}[],:'].map((sign) =>
  sign.charCodeAt(0),
)

/**
 * Reads a JSON object from a file piece by piece without holding it: the items of the array under `list`, and every other
 * member whole. Bytes are looked at, not letters: all signs of JSON's grammar are ASCII.
 * @throws layer.tooLarge for a piece beyond 64 MiB, layer.broken when the file ends within one
 */
export async function* jsonPieces(path: string, list: string): AsyncGenerator<Piece> {
  let depth = 0
  let isText = false
  let isEscaped = false
  let inList = false
  let name: string | undefined
  let isName = true
  let piece: Buffer[] = []
  let size = 0
  let at = 0
  let begun = false
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    let start = begun ? 0 : -1
    const take = (end: number) => {
      if (start >= 0 && end > start) {
        piece.push(chunk.subarray(start, end))
        size += end - start
        if (size > mostBytes)
          throw layerErrors.make('layer.tooLarge', { what: '一个要素', whatEn: 'one feature', limit: '64 MiB' })
      }
    }
    const finish = (end: number): string => {
      take(end)
      const text = Buffer.concat(piece).toString('utf8').trim()
      piece = []
      size = 0
      start = -1
      begun = false
      return text
    }
    let level = 1
    for (let index = 0; index < chunk.length; index += 1) {
      const sign = chunk[index]
      if (isText) {
        if (isEscaped) isEscaped = false
        else if (sign === backslash) isEscaped = true
        else if (sign === quote) isText = false
        continue
      }
      level = inList ? 2 : 1
      if (sign === quote) {
        isText = true
        if (depth === level && !begun) {
          begun = true
          start = index
        }
        continue
      }
      if (sign === open || sign === openList) {
        if (depth === 1 && !inList && sign === openList && name === list) {
          inList = true
          depth = 2
          name = undefined
          begun = false
          start = -1
          continue
        }
        if (depth === level && !begun) {
          begun = true
          start = index
        }
        depth += 1
        continue
      }
      if (sign === close || sign === closeList) {
        if (depth === level) {
          if (begun) {
            const text = finish(index)
            if (text !== '')
              yield inList
                ? { kind: 'item', text, at: at + index }
                : { kind: 'member', name: name ?? '', text, at: at + index }
          }
          if (inList) {
            inList = false
            isName = true
          }
        }
        depth -= 1
        continue
      }
      if (depth !== level) continue
      if (sign === colon && !inList && isName) {
        const text = finish(index)
        name = JSON.parse(text) as string // a member's name is a JSON text
        isName = false
      } else if (sign === comma) {
        if (begun) {
          const text = finish(index)
          if (text !== '')
            yield inList
              ? { kind: 'item', text, at: at + index }
              : { kind: 'member', name: name ?? '', text, at: at + index }
        }
        if (!inList) isName = true
      } else if (!begun && sign !== undefined && sign > 32) {
        begun = true
        start = index
      }
    }
    take(chunk.length)
    at += chunk.length
  }
  if (depth !== 0 || isText)
    throw layerErrors.make('layer.broken', { zh: '文件在中途结束', en: 'it ends in the middle' })
}
