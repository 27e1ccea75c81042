const numerals = '零一二三四五六七八九'

/** 二百三十八 → 238, 三〇一 → 301; `undefined` for what is no number under ten thousand. */
export function chineseNumber(text: string): number | undefined {
  const plain = text.replaceAll('〇', '零').replaceAll('两', '二')
  if (/^[零一二三四五六七八九]+$/u.test(plain))
    return Number([...plain].map((digit) => numerals.indexOf(digit)).join(''))
  const match =
    /^(?:([一二三四五六七八九])千)?零?(?:([一二三四五六七八九])百)?零?(?:([一二三四五六七八九])?(十))?零?([一二三四五六七八九])?$/u.exec(
      plain,
    )
  if (!match || plain === '') return undefined
  const [, thousands, hundreds, tens, ten, ones] = match
  const value = (digit: string | undefined) => (digit ? numerals.indexOf(digit) : 0)
  return value(thousands) * 1000 + value(hundreds) * 100 + (ten ? (tens ? value(tens) : 1) * 10 : 0) + value(ones)
}

/**
 * A text as addresses are read: half-width, no blanks or bars, numbers before 弄, 号, 幢, 室 as digits. Case kept.
 */
export const cleanAddress = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s|]+/gu, '')
    .replace(/號/gu, '号')
    .replace(/(?<=[路街道弄村])[零〇一二两三四五六七八九十百千]{1,7}(?=弄|支弄|号|幢|栋)/gu, (found) =>
      String(chineseNumber(found) ?? found),
    )
