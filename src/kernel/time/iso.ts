import { timeErrors } from './time-errors.ts'

const pattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

/** An instant as ISO 8601 in UTC with milliseconds, the form at every edge. @param at Unix milliseconds, UTC */
export const isoOf = (at: number): string => new Date(at).toISOString()

/** The instant of an ISO 8601 text that carries its zone (RFC 3339); `undefined` for anything else. */
export function findInstant(text: string): number | undefined {
  if (!pattern.test(text)) return undefined
  const at = Date.parse(text)
  if (!Number.isFinite(at)) return undefined
  // Date.parse lets 30 February through as 1 March in some engines: the day must come back as it was written.
  const asWritten = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  return new Date(asWritten).toISOString().slice(0, 10) === text.slice(0, 10) ? at : undefined
}

/** As `findInstant`. @throws time.badInstant when the text is no instant with a zone */
export function getInstant(text: string): number {
  const at = findInstant(text)
  if (at === undefined) throw timeErrors.make('time.badInstant', { found: text })
  return at
}
