/** What a message says, as the text models read it. Either part may be empty, never both. */
export type Message = { readonly title: string; readonly text: string }

/** A message whose class a person has decided: the path in the taxonomy, first level first, one to three levels. */
export type LabelledMessage = Message & { readonly path: readonly string[] }

/**
 * Text in one form before it is cut into words: compatibility forms folded (NFKC: full-width letters, ligatures),
 * the carriage returns that spreadsheets write as `_x000D_` removed, white space collapsed, lower case.
 */
export function cleanText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/_x000d_/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

/**
 * Division names that published collections hide behind letters (`A市`, `A3区`, `K8县`).
 * They say where, never what about, so a classifier must not learn from them.
 */
export const hiddenDivision = /[a-z]\d{0,2}(?:市|区|县)/gi

/** The title of a message that came without one: its first clause, as a hotline clerk would write it down. */
export function titleOf(message: Message): string {
  if (message.title.trim() !== '') return message.title
  return (cleanText(message.text).match(/^[^。!?;\n]{1,40}/) ?? [''])[0]
}
