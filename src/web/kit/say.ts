import { fill, type Language, say, type Words } from '../../kernel/words.ts'

/** Words that count: English needs a singular, Chinese does not. `{n}` is the number. */
export type CountedWords = { readonly zh: string; readonly en: { readonly one: string; readonly other: string } }

/** Gives the text of one language, gaps filled; every visible string of the screens goes through it. */
export type Say = {
  (words: Words, values?: Readonly<Record<string, string | number>>): string
  /** Counted text: `say.count(3, words)`; `{n}` is filled with the number in the local habit. */
  count(n: number, words: CountedWords, values?: Readonly<Record<string, string | number>>): string
  readonly language: Language
  /** BCP 47 tag for Intl. */
  readonly tag: 'zh-CN' | 'en-GB'
}

const numbers = { zh: new Intl.NumberFormat('zh-CN'), en: new Intl.NumberFormat('en-GB') }

function sayIn(language: Language): Say {
  const one = (words: Words, values?: Readonly<Record<string, string | number>>) =>
    say(values ? fill(words, values) : words, language)
  const count: Say['count'] = (n, words, values) => {
    const text = { zh: words.zh, en: n === 1 ? words.en.one : words.en.other }
    return one(text, { ...values, n: numbers[language].format(n) })
  }
  return Object.assign(one, { count, language, tag: language === 'zh' ? ('zh-CN' as const) : ('en-GB' as const) })
}

const both: Readonly<Record<Language, Say>> = { zh: sayIn('zh'), en: sayIn('en') }

/** The speaking function of one language, outside React. */
export const sayOf = (language: Language): Say => both[language]
