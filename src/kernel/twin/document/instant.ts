const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d{1,6})?Z$/

/** An instant of a document (clause 4.6.3: ISO 8601, UTC, at most microseconds) as ISO text with milliseconds; `undefined` for anything else. */
export function readInstant(text: unknown): string | undefined {
  if (typeof text !== 'string' || !form.test(text)) return undefined
  const at = Date.parse(text.replace(',', '.'))
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

/** An instant as documents show it: whole seconds without a fraction, as most write them. */
export const shownInstant = (text: string): string => text.replace('.000Z', 'Z')
