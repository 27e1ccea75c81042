import { probabilities } from './calibration.ts'
import { type Reader, readerOf } from './classifier.ts'
import { indexOfTop } from './cross-validate.ts'
import { type Explanation, explain } from './explain.ts'
import type { Message } from './message.ts'
import { type Branch, pathKey, type TextModel } from './model.ts'

/** What a model takes a message for. */
export type Prediction = {
  readonly path: readonly string[]
  /** Probability that the first level is right, and the whole path down to each level. */
  readonly confidence: readonly number[]
  /** The first-level classes with their probability, likeliest first. */
  readonly alternatives: readonly { readonly path: readonly string[]; readonly probability: number }[]
  /** Why the first level was chosen, and each level below. */
  readonly why: readonly Explanation[]
}

/** A model ready to read messages. */
export type Predictor = {
  readonly model: TextModel
  /** Takes a message for a class; one with no known feature gets the class the bias favours, at the confidence that earns. */
  predict(message: Message): Prediction
}

type ReadyBranch = { readonly branch: Branch; readonly reader: Reader }

/** Makes a model ready: about 0.1 s for 100,000 features, so keep the result. */
export function predictorOf(model: TextModel): Predictor {
  const ready = new Map<string, ReadyBranch>(
    model.branches.map((branch) => [pathKey(branch.under), { branch, reader: readerOf(branch.classifier) }]),
  )
  return { model, predict: (message) => descend(ready, message) }
}

function descend(ready: ReadonlyMap<string, ReadyBranch>, message: Message): Prediction {
  const path: string[] = []
  const confidence: number[] = []
  const why: Explanation[] = []
  let alternatives: Prediction['alternatives'] = []
  for (let at = ready.get(pathKey(path)); at !== undefined; at = ready.get(pathKey(path))) {
    const { branch, reader } = at
    const vector = reader.read(message)
    const shares = probabilities(reader.score(vector), branch.classifier.temperature)
    const chosen = indexOfTop(shares)
    if (path.length === 0) alternatives = ranked(branch, shares)
    path.push(branch.children[chosen] ?? '')
    confidence.push((confidence.at(-1) ?? 1) * (shares[chosen] ?? 0))
    why.push(explain(branch.classifier, vector, chosen))
  }
  return { path, confidence, alternatives, why }
}

function ranked(branch: Branch, shares: Float64Array): Prediction['alternatives'] {
  return branch.children
    .map((child, index) => ({ path: [...branch.under, child], probability: shares[index] ?? 0 }))
    .toSorted((one, other) => other.probability - one.probability)
}
