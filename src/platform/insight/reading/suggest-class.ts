import type { CaseText } from '../case-texts.ts'
import { codeOf, pathOf, type Sorting } from '../sorting.ts'
import { type NameMatcher, nameMatcher, type Prediction, type Predictor } from '../text/index.ts'
import type { ClassBasis, Guess } from './suggestion.ts'

/** A class with its reasons. */
export type ClassGuess = { readonly guess: Guess; readonly basis: ClassBasis }

/** Strength from which a deeper class found by its name is filled in. */
const leastStrength = 0.6
const mostDeeper = 4
const mostOthers = 4

const matchers = new WeakMap<Sorting['classes'], NameMatcher>()

/** The matcher over a taxonomy's names, made once a taxonomy. */
function matcherOf({ classes }: Sorting): NameMatcher {
  const known = matchers.get(classes)
  if (known) return known
  const made = nameMatcher(classes.map(({ code, words }) => ({ path: pathOf(code), words: words ?? [] })))
  matchers.set(classes, made)
  return made
}

/**
 * Suggests a class: what another system said; else what was learnt, deeper levels by their names where those were not
 * learnt; else names alone, without a confidence. Nothing when no word of the message points anywhere.
 */
export function suggestClass(
  sorting: Sorting,
  message: CaseText,
  predictor: Predictor | undefined,
): ClassGuess | undefined {
  const prediction = predictor?.predict(message)
  const { recordedClass } = message
  const base = recordedClass === undefined ? (prediction?.path ?? []) : pathOf(recordedClass)
  const deeper = deeperThan(sorting, message, base)
  const [first] = deeper
  const code = recordedClass ?? (first && first.strength >= leastStrength ? first.code : codeOf(base))
  if (code === '') return undefined
  const isKnown = sorting.classes.some((one) => one.code === code)
  if (recordedClass !== undefined) {
    const why = { zh: '导入文件中已注明', en: 'the imported file says so' }
    return { guess: { value: code, why }, basis: { basis: 'file', ...noScore, deeper, isKnown } }
  }
  if (!prediction) {
    const words = (first?.words ?? []).map((word) => ({ word, weight: first?.strength ?? 0 }))
    return { guess: { value: code, words }, basis: { basis: 'names', ...noScore, deeper, isKnown } }
  }
  return learntClass(prediction, code, deeper, isKnown)
}

const noScore = { rest: 0, bias: 0, score: 0 }

function learntClass(prediction: Prediction, code: string, deeper: ClassBasis['deeper'], isKnown: boolean): ClassGuess {
  const why = prediction.why[0]
  const others = prediction.alternatives
    .slice(1, 1 + mostOthers)
    .map(({ path, probability }) => ({ value: codeOf(path), confidence: probability }))
  return {
    guess: { value: code, confidence: prediction.confidence[0] ?? 0, words: [...(why?.words ?? [])], others },
    basis: { basis: 'learnt', rest: why?.rest ?? 0, bias: why?.bias ?? 0, score: why?.score ?? 0, deeper, isKnown },
  }
}

function deeperThan(sorting: Sorting, message: CaseText, base: readonly string[]): ClassBasis['deeper'] {
  return matcherOf(sorting)
    .match(message, base, mostDeeper + 1)
    .filter(({ path }) => path.length > base.length)
    .slice(0, mostDeeper)
    .map(({ path, strength, words }) => ({ code: codeOf(path), strength, words: [...words] }))
}
