import type { Words } from '../../words.ts'
import { type CodeReading, cleanCode, refuse, refuseCharacter, refuseCheck, refuseLength } from '../code-scheme.ts'
import { provinces } from '../province-codes.ts'
import { checkAlgorithms } from './check-algorithms.ts'
import { type CodeSegment, type CodeValues, type CodingCatalogue, segmentLength } from './coding-catalogue.ts'

/** A code of a catalogue taken apart: its values and its running number. */
export type CatalogueCode = { readonly values: CodeValues; readonly serial: number }

const lengthOf = (segment: CodeSegment): number => segmentLength(segment, (name) => checkAlgorithms[name].length)

/** The largest running number that a catalogue has room for. */
export function serialRoom({ segments }: CodingCatalogue): number {
  const serial = segments.find((segment) => segment.kind === 'serial')
  return serial ? Math.min(serial.alphabet.length ** serial.length - 1, Number.MAX_SAFE_INTEGER) : 0
}

/** What is wrong with a catalogue as declared; nothing when it can be used. */
export function catalogueFaults({ id, segments }: CodingCatalogue): readonly string[] {
  const faults: string[] = []
  if (!/^[a-z][a-z0-9-]*$/.test(id)) faults.push(`id "${id}" must be lower case letters, digits and dashes`)
  if (segments.filter(({ kind }) => kind === 'serial').length !== 1) faults.push('needs exactly one serial')
  const check = segments.findIndex(({ kind }) => kind === 'check')
  if (check >= 0 && check !== segments.length - 1) faults.push('the check must come last, once')
  for (const segment of segments) {
    if (segment.kind === 'choice' && new Set(Object.keys(segment.of).map(({ length }) => length)).size !== 1)
      faults.push(`the values of "${segment.name}" must all have one length`)
    if (segment.kind === 'serial' && new Set(segment.alphabet).size !== segment.alphabet.length)
      faults.push('the alphabet of the serial names a character twice')
  }
  const last = segments.at(-1)
  if (last?.kind === 'check') {
    const { takes } = checkAlgorithms[last.algorithm]
    const signs = segments.flatMap((segment) => {
      if (segment.kind === 'fixed') return [segment.text]
      if (segment.kind === 'choice') return Object.keys(segment.of)
      return segment.kind === 'serial' ? [segment.alphabet] : []
    })
    if (!signs.every((text) => takes.test(text))) faults.push(`${last.algorithm} cannot check every character used`)
  }
  return faults
}

/** What is wrong with the values for an issue, by name. */
export function valueFaults(
  { segments }: CodingCatalogue,
  values: CodeValues,
): readonly { field: string; says: Words }[] {
  return segments.flatMap((segment) => {
    if (!('name' in segment)) return []
    const fault = valueFault(segment, values[segment.name] ?? '')
    return fault ? [{ field: segment.name, says: fault }] : []
  })
}

function valueFault(segment: Extract<CodeSegment, { name: string }>, value: string): Words | undefined {
  switch (segment.kind) {
    case 'division':
      return /^[0-9]{6}$/.test(value) && provinces.has(value.slice(0, 2))
        ? undefined
        : { zh: '应为六位行政区划代码', en: 'must be a six-digit division code' }
    case 'choice':
      return Object.hasOwn(segment.of, value)
        ? undefined
        : {
            zh: `应为 ${Object.keys(segment.of).join('、')} 之一`,
            en: `must be one of ${Object.keys(segment.of).join(', ')}`,
          }
    case 'year':
      return /^(?:19|20)[0-9]{2}$/.test(value) ? undefined : { zh: '应为四位年份', en: 'must be a year of four digits' }
  }
}

/** Writes the codes for running numbers `first` … `first + count - 1`; values were checked by `valueFaults`. */
export function* writeCodes(
  { segments }: CodingCatalogue,
  values: CodeValues,
  first: number,
  count: number,
): Generator<string> {
  for (let serial = first; serial < first + count; serial += 1) {
    let code = ''
    for (const segment of segments) {
      if (segment.kind === 'fixed') code += segment.text
      else if (segment.kind === 'serial') code += inAlphabet(serial, segment.alphabet, segment.length)
      else if (segment.kind === 'check') code += checkAlgorithms[segment.algorithm].of(code)
      else code += values[segment.name] ?? ''
    }
    yield code
  }
}

function inAlphabet(value: number, alphabet: string, length: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / alphabet.length))
    text = (alphabet[rest % alphabet.length] ?? '') + text
  return text.padStart(length, alphabet[0])
}

/** Takes a text apart by a catalogue, or says what is wrong with it. */
export function readCatalogueCode({ segments }: CodingCatalogue, text: string): CodeReading<CatalogueCode> {
  const code = cleanCode(text)
  const right = segments.reduce((sum, segment) => sum + lengthOf(segment), 0)
  if (code.length !== right) return refuseLength(code.length, String(right))
  const values: Record<string, string> = {}
  let serial = 0
  let at = 0
  for (const segment of segments) {
    const part = code.slice(at, at + lengthOf(segment))
    if (segment.kind === 'fixed') {
      if (part !== segment.text)
        return refuse(
          'part',
          { zh: `第 ${at + 1} 位起应为 ${segment.text}`, en: `from character ${at + 1} must be ${segment.text}` },
          at,
        )
    } else if (segment.kind === 'serial') {
      const odd = [...part].findIndex((sign) => !segment.alphabet.includes(sign))
      if (odd >= 0)
        return refuseCharacter(code, at + odd, { zh: `${segment.alphabet} 之一`, en: `one of ${segment.alphabet}` })
      serial = [...part].reduce((sum, sign) => sum * segment.alphabet.length + segment.alphabet.indexOf(sign), 0)
      if (serial === 0) return refuse('part', { zh: '流水号从 1 开始', en: 'serials begin at 1' }, at)
    } else if (segment.kind === 'check') {
      const { takes, of } = checkAlgorithms[segment.algorithm]
      const body = code.slice(0, at)
      if (!takes.test(body) || of(body) !== part) return refuseCheck(at)
    } else {
      const fault = valueFault(segment, part)
      if (fault) return refuse(segment.kind === 'division' ? 'division' : 'part', fault, at)
      values[segment.name] = part
    }
    at += part.length
  }
  return { ok: true, code, parts: { values, serial } }
}

/** The code in groups, one a segment, as people read it from a label. */
export function formatCatalogueCode({ segments }: CodingCatalogue, code: string): string {
  let at = 0
  return segments
    .map((segment) => {
      const part = code.slice(at, at + lengthOf(segment))
      at += part.length
      return part
    })
    .filter((part) => part !== '')
    .join(' ')
}
