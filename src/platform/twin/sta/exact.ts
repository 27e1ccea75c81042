/** A number as JSON writes it. */
type Written = { readonly rawJSON: string }
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

// ECMAScript has these (JSON.parse source text access); the library of types that we compile with does not name them yet.
const json = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown
  rawJSON(text: string): Written
  isRawJSON(value: unknown): value is Written
}

const mayBeLarge = /"result"\s*:\s*-?\d{16}/

/**
 * Reads JSON; a `result` that is a whole number beyond 2^53 stays as it was written, where JavaScript would round it. @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  if (!mayBeLarge.test(text)) return JSON.parse(text)
  return json.parse(text, (key, value, { source }) =>
    key === 'result' && source !== undefined && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? json.rawJSON(source)
      : value,
  )
}

/** A number of the database that JavaScript would round, as it goes into an answer. */
export const writtenNumber = (text: string): unknown => json.rawJSON(text)

/** The number that a value is, rounded where it must be; nothing for what is none. */
export const numberIn = (value: unknown): number | null =>
  typeof value === 'number' ? value : json.isRawJSON(value) ? Number(value.rawJSON) : null
