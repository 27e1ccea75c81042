import { cleanText, hiddenDivision } from './message.ts'
import { namelessStems, ordinaryEnding, type PlaceKind, type PlaceSuffix, placeSuffixes } from './place-suffixes.ts'
import { type TaggedWord, taggedWords } from './words.ts'

/** A name of a place found in a text. */
export type PlaceName = {
  /** As written: 丽发新城小区. */
  readonly name: string
  /** Without the general word at its end, which people leave out or change: 丽发新城, and of 丽发新城 丽发. */
  readonly stem: string
  readonly kind: PlaceKind
}

const longestName = 12
/** A bus or metro line: 210路, x205路, 3号线, 六号线. */
const line = /(?:[a-z]?\d{1,4}路(?!口)|(?:\d{1,2}|[一二三四五六七八九十]{1,3})号线)/gu
/** What a segmenter glues to the front of a name: "and", "at", "to", a province. */
const glued = /^(?:.*省|[与和及在至到从由对向往跟同把被因找现旁])/u

/** Parts of speech that can stand inside a name: nouns and names, unknown words, numbers, places, times, plain adjectives. */
const isNamePart = ({ word, tag }: TaggedWord): boolean =>
  /^\p{Script=Han}+$/u.test(word) && (/^(n|x|g$|s$|f$|m$|a$|b$|j$|z|i$)/.test(tag) || properByItself(tag))

const properByItself = (tag: string): boolean => /^(ns|nr|nt|nz|x)/.test(tag)

/**
 * Names of places in a text, in the order they stand, each once. Found by how names end (小区, 路, 街道, 学校 …) and by what
 * cannot be part of a name (verbs, particles, marks); divisions by their own endings. A guess about language, not a register:
 * the rooms that hold addresses resolve names to points.
 */
export function placeNames(text: string): PlaceName[] {
  const found = new Map<string, PlaceName>()
  const cleaned = cleanText(text)
  for (const [name] of cleaned.matchAll(hiddenDivision)) found.set(name, { name, stem: name, kind: 'division' })
  for (const [name] of cleaned.matchAll(line)) found.set(name, { name, stem: name, kind: 'line' })
  const words = wordsBetweenDivisions(cleaned)
  let from = 0
  words.forEach((at, index) => {
    if (isDivision(at)) {
      from = index + 1
      if (at.word !== divisionMark) found.set(at.word, { name: at.word, stem: at.word, kind: 'division' })
      return
    }
    const suffix = suffixEndingAt(words, from, index)
    if (suffix === undefined || isGeneral(words[index + 1])) return
    const name = nameEndingWith(words, from, index, suffix)
    from = index + 1
    if (name !== undefined && !found.has(name.name)) found.set(name.name, name)
  })
  return [...found.values()]
}

/**
 * What stands right behind a division in a title and may be a name without a general ending (a市|江山帝景|开发商): every
 * beginning of three characters and more that holds a proper or unknown word. Those that recur are names.
 */
export function leadingNames(title: string): string[] {
  const words = wordsBetweenDivisions(cleanText(title))
  const found = new Set<string>()
  words.forEach((at, index) => {
    if (!isDivision(at)) return
    let name = ''
    let isProper = false
    for (const next of words.slice(index + 1)) {
      if (
        isDivision(next) ||
        !isNamePart(next) ||
        namelessStems.has(next.word) ||
        name.length + next.word.length > longestLeading
      )
        break
      name += next.word
      isProper ||= properByItself(next.tag)
      if (isProper && name.length >= 3) found.add(name)
    }
  })
  return [...found]
}

const longestLeading = 8
const divisionMark = '§'

/** The words of a text, hidden divisions as one mark each. */
const wordsBetweenDivisions = (cleaned: string): TaggedWord[] =>
  taggedWords(cleaned.replace(hiddenDivision, ` ${divisionMark} `)).filter(({ word }) => word !== ' ')

/** Whether a word is a division: the mark of a hidden one, or a place name that ends like one (浦东新区). */
const isDivision = ({ word, tag }: TaggedWord): boolean =>
  word === divisionMark || (tag === 'ns' && word.length >= 3 && /(?:省|市|区|县|自治州)$/u.test(word))

/** Whether a word is nothing but a general ending: the name before it goes on (长寿路|街道, 丽发新城|小区). */
const isGeneral = (word: TaggedWord | undefined): boolean =>
  word !== undefined && placeSuffixes.some(({ text, weak }) => !weak && text === word.word)

/** The suffix that ends at a word, when no longer one is made with the word after it (路 in 路口). */
function suffixEndingAt(words: readonly TaggedWord[], from: number, at: number): PlaceSuffix | undefined {
  const joined = words
    .slice(Math.max(from, at - 3), at + 1)
    .map(({ word }) => word)
    .join('')
  return placeSuffixes.find(({ text }) => joined.endsWith(text))
}

function nameEndingWith(
  words: readonly TaggedWord[],
  from: number,
  at: number,
  suffix: PlaceSuffix,
): PlaceName | undefined {
  let first = at
  let written = words[at]?.word ?? ''
  if (!/^\p{Script=Han}+$/u.test(written)) return undefined
  while (first > from) {
    const before = words[first - 1]
    const closesSuffix = written.length < suffix.text.length
    if (before === undefined || written.length + before.word.length > longestName) break
    if (!closesSuffix && (!isNamePart(before) || namelessStems.has(before.word))) break
    written = before.word + written
    first--
  }
  const name = written.replace(glued, '')
  const bare = name.slice(0, -suffix.text.length)
  if (bare.length < 2 || namelessStems.has(bare) || ordinaryEnding.test(name)) return undefined
  if (suffix.weak && !looksLikeName(words.slice(first, at + 1), suffix, bare)) return undefined
  return { name, stem: suffix.weak && suffix.kind === 'spot' ? name : stemOf(bare), kind: suffix.kind }
}

/**
 * A weak suffix ends ordinary words too (铁路, 市中心), so the last word must not be one of those and something before it must
 * be a name; a road may also be named by a plain noun (紫薇路) or a number (东七路).
 */
function looksLikeName(parts: readonly TaggedWord[], suffix: PlaceSuffix, bare: string): boolean {
  const last = parts.at(-1)
  if (last === undefined) return false
  if (suffix.kind === 'road' && /^[东南西北中]?[一二三四五六七八九十]+$/u.test(bare)) return true
  const isOrdinaryWord = last.word.length > suffix.text.length && /^[nv]$/.test(last.tag)
  if (isOrdinaryWord) return false
  if (parts.some(({ word, tag }) => properByItself(tag) && word.length > 1)) return true
  return suffix.kind === 'road' && bare.length <= 4 && last.word === suffix.text
}

/** The bare name without a second general ending: 丽发新城小区 and 丽发新城 and 丽发小区 are all 丽发. */
function stemOf(bare: string): string {
  const inner = placeSuffixes.find(({ text, weak }) => !weak && bare.endsWith(text) && bare.length - text.length >= 2)
  return inner === undefined ? bare : bare.slice(0, -inner.text.length)
}
