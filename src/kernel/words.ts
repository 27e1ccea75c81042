/** A text for people in both languages of the city. Every user-visible string is one. */
export type Words = { readonly zh: string; readonly en: string }

/** The languages every screen speaks, Chinese first. */
export type Language = keyof Words

/** Picks the text of one language. */
export const say = (words: Words, language: Language): string => words[language]

/** Fills `{name}` gaps in both languages with the given values; an unknown gap stays visible. */
export function fill(words: Words, values: Readonly<Record<string, string | number>>): Words {
  const put = (text: string) => text.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap))
  return { zh: put(words.zh), en: put(words.en) }
}
