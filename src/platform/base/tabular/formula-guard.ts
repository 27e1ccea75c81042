const DANGEROUS = /^'*[=+\-@\t\r\n＝＋－＠]/u
const PLAIN_NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * Makes a text safe to open in a spreadsheet (OWASP "CSV injection"): one that would start a formula gets a leading
 * apostrophe; a plain number such as `-5.2` or `+86` stays a number. A text that already starts with apostrophes before
 * such a character gets one more, so that `guardTaken` gives back exactly what was written.
 */
export function guarded(text: string): string {
  return DANGEROUS.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text
}

/** Takes the apostrophe of `guarded` off again. */
export function guardTaken(text: string): string {
  return text.charCodeAt(0) === 39 && DANGEROUS.test(text) ? text.slice(1) : text
}
