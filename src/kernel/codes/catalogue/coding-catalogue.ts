import type { Words } from '../../words.ts'
import type { CheckAlgorithm } from './check-algorithms.ts'

/** One part of a code, from left to right. */
export type CodeSegment =
  /** Always the same characters: who issues, or of what kind the things are. */
  | { readonly kind: 'fixed'; readonly text: string; readonly title: Words }
  /** Six-digit division of the county or district (GB/T 2260). */
  | { readonly kind: 'division'; readonly name: string; readonly title: Words }
  /** One of some values, all of the same length. */
  | {
      readonly kind: 'choice'
      readonly name: string
      readonly title: Words
      readonly of: Readonly<Record<string, Words>>
    }
  /** Four digits. */
  | { readonly kind: 'year'; readonly name: string; readonly title: Words }
  /** The running number in this alphabet, filled on the left with its first character. Exactly one in a catalogue. */
  | { readonly kind: 'serial'; readonly title: Words; readonly length: number; readonly alphabet: string }
  /** Check characters over everything before them. At most one, the last. */
  | { readonly kind: 'check'; readonly title: Words; readonly algorithm: CheckAlgorithm }

/**
 * A coding catalogue (编码目录): how the city numbers one kind of thing. Plain data of a pack.
 * Serials run from 1 for each combination of the other values.
 */
export type CodingCatalogue = {
  /** Lower case, unique in the city. */
  readonly id: string
  readonly title: Words
  /** The standard or decree that it follows. */
  readonly standard: string
  readonly segments: readonly CodeSegment[]
  /** `true`: no number is ever left out, issues of one sequence wait for each other; `false`: a failed issue leaves a gap. */
  readonly isGapFree: boolean
}

/** The named values that choose a sequence: division, year, class. */
export type CodeValues = Readonly<Record<string, string>>

/** How many characters a segment takes. */
export function segmentLength(segment: CodeSegment, checkLength: (algorithm: CheckAlgorithm) => number): number {
  switch (segment.kind) {
    case 'fixed':
      return segment.text.length
    case 'division':
      return 6
    case 'choice':
      return Object.keys(segment.of)[0]?.length ?? 0
    case 'year':
      return 4
    case 'serial':
      return segment.length
    case 'check':
      return checkLength(segment.algorithm)
  }
}
