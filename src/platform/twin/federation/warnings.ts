/** What went on at sources while something was read of them, for the header `NGSILD-Warning` (clause 6.3.17), by request. */
const noted = new WeakMap<object, string[]>()

/** Codes of table 6.3.17-1: an answer that is none, no answer in time or a circle, an answer that is an error. */
export type WarningCode = 111 | 199 | 299

/** Notes a warning of a request. */
export function warn(request: object, text: string): void {
  const all = noted.get(request)
  if (all === undefined) noted.set(request, [text])
  else if (!all.includes(text)) all.push(text)
}

/** The warnings of a request as a header has them; `undefined` where there are none. */
export const warningsOf = (request: object): string | undefined => noted.get(request)?.join(', ')

/** One warning: its code, who says so, what it says (RFC 7234 §5.5). */
export const warning = (code: WarningCode, agent: string, text: string): string =>
  `${code} ${agent} "${text.replace(/[^\x20-\x7e]|["\\]/g, ' ').slice(0, 200)}"`
