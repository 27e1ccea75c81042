import { baseErrors } from '../../base/index.ts'

/** Where a page of a list by name ended, as an opaque text. */
export const encodeCursor = (at: { readonly name: string; readonly id: string }): string =>
  Buffer.from(JSON.stringify([at.name, at.id])).toString('base64url')

/** The other way. @throws base.invalid for a text that was not made here */
export function decodeCursor(text: string | undefined): { name: string; id: string } | undefined {
  if (text === undefined) return undefined
  const parts: unknown = parse(text)
  if (Array.isArray(parts) && typeof parts[0] === 'string' && /^[0-9a-f-]{36}$/.test(String(parts[1])))
    return { name: parts[0], id: String(parts[1]) }
  throw baseErrors.make(
    'base.invalid',
    {},
    { faults: [{ field: 'after', says: { zh: '游标无效', en: 'is not a cursor' } }] },
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return undefined // Told as base.invalid by the caller, like any other text that is no cursor.
  }
}

/** Cuts the one row too many that tells that there is more. */
export function pageOf<T extends { readonly name: string; readonly id: string }>(rows: readonly T[], limit: number) {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return rows.length > limit && last ? { items, next: encodeCursor(last) } : { items }
}
