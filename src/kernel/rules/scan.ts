import { type Span, wrongAt } from './rules-errors.ts'

/** One piece of a rule's text. `value` is the word, sign, digits, or the text that a string stands for. */
export type Token = Span & { readonly kind: 'word' | 'number' | 'string' | 'sign' | 'end'; readonly value: string }

const space = /[\s\u{feff}]*/uy
const word = /[\p{L}_][\p{L}\p{N}_]*/uy
const digits = /\d+(?:\.(?!\.)\d+)?|\.\d+/y
const sign = /\.\.|<=|>=|!=|\*\*|->|[-+*/=<>()[\]{},.:?@]/y
const quoted = /"(?:[^"\\\r\n]|\\.)*"/uy

const escapes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '\\': '\\', n: '\n', r: '\r', t: '\t' }

/** Most significant digits of a number: as many as every double keeps exactly. */
const mostDigits = 15

/** Cuts a rule into tokens, the last of which is `end`. @throws rules.syntax, rules.value */
export function scan(text: string): readonly Token[] {
  const tokens: Token[] = []
  const take = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0]
  }
  let at = take(space, 0)?.length ?? 0
  while (at < text.length) {
    const token = readToken(text, at, take)
    tokens.push(token)
    at = token.to + (take(space, token.to)?.length ?? 0)
  }
  tokens.push({ kind: 'end', value: '', at: text.length, to: text.length })
  return tokens
}

function readToken(text: string, at: number, take: (pattern: RegExp, at: number) => string | undefined): Token {
  const made = (kind: Token['kind'], found: string, value = found): Token => ({
    kind,
    value,
    at,
    to: at + found.length,
  })
  const aWord = take(word, at)
  if (aWord !== undefined) return made('word', aWord)
  const aNumber = take(digits, at)
  if (aNumber !== undefined) return made('number', aNumber, checkDigits(text, at, aNumber))
  const aString = take(quoted, at)
  if (aString !== undefined) return made('string', aString, readEscapes(text, at, aString))
  const aSign = take(sign, at)
  if (aSign !== undefined) return made('sign', aSign)
  const span = { at, to: at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) }
  if (text[at] === '"')
    throw wrongAt(
      'rules.syntax',
      text,
      { at, to: text.length },
      { zh: '文字缺少右引号', en: 'the text needs a closing quote' },
    )
  throw wrongAt('rules.syntax', text, span, {
    zh: '请用半角符号；文字放在英文双引号内',
    en: 'use half-width signs, and put text in double quotes',
  })
}

function checkDigits(text: string, at: number, found: string): string {
  const significant = found.replace('.', '').replace(/^0+/, '')
  if (significant.length > mostDigits)
    throw wrongAt(
      'rules.value',
      text,
      { at, to: at + found.length },
      {
        zh: `数字最多 ${mostDigits} 位有效数字`,
        en: `a number has at most ${mostDigits} significant digits`,
      },
    )
  return found
}

function readEscapes(text: string, at: number, found: string): string {
  const value = found.slice(1, -1).replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/gsu, (whole, hex?: string, letter?: string) => {
    const put = hex === undefined ? escapes[letter ?? ''] : String.fromCharCode(Number.parseInt(hex, 16))
    if (put === undefined)
      throw wrongAt(
        'rules.syntax',
        text,
        { at, to: at + found.length },
        {
          zh: `不认识的转义“${whole}”；可用 \\" \\\\ \\n \\r \\t \\uXXXX`,
          en: `unknown escape "${whole}"; use \\" \\\\ \\n \\r \\t \\uXXXX`,
        },
      )
    return put
  })
  if (value.includes('\0') || !value.isWellFormed())
    throw wrongAt(
      'rules.value',
      text,
      { at, to: at + found.length },
      {
        zh: '文字不能含空字符或不成对的代理码元',
        en: 'text holds no NUL and no lone surrogate',
      },
    )
  return value
}
