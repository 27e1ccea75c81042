import type { CaseText } from '../case-texts.ts'
import type { Models } from '../learning/models.ts'
import type { Sorting, SortingChoice } from '../sorting.ts'
import { choiceCues, type Prediction, urgencyOf } from '../text/index.ts'
import type { Guess } from './suggestion.ts'

/** A learnt choice below this probability is left to the person. */
const leastConfidence = 0.6
const mostWords = 6

/** How urgent a message seems: 0 ordinary, 1 urgent, 2 an emergency now; as a value of the pack's choice where it has one. */
export type UrgencyGuess = { readonly level: number; readonly guess: Guess | undefined }

/** Urgency by declared words, which always count; else as it was learnt from sorters; else ordinary. */
export async function suggestUrgency(models: Models, sorting: Sorting, message: CaseText): Promise<UrgencyGuess> {
  const { urgency } = sorting
  const { level, words } = urgencyOf(message, sorting.urgentWords)
  const valueAt = (rank: number) => urgency?.values[Math.min(rank, urgency.values.length - 1)]
  if (level > 0) {
    const value = valueAt(level)
    return {
      level,
      guess: value === undefined ? undefined : { value, words: words.map((word) => ({ word, weight: 1 })) },
    }
  }
  const learnt = urgency && (await models.active(message.pack, urgency.name))?.predict(message)
  if (learnt && (learnt.confidence[0] ?? 0) >= leastConfidence) {
    return { level: Math.max(0, urgency.values.indexOf(learnt.path[0] ?? '')), guess: guessOf(learnt) }
  }
  const value = valueAt(0)
  const why = { zh: '没有提到危急情况', en: 'no word of danger' }
  return { level: 0, guess: value === undefined ? undefined : { value, why } }
}

/**
 * The other choices of the sorting step: as learnt from sorters; else by words of the language that go with an option's
 * name (请问 with 咨询); else, for the choice an office depends on, the value that asks for the office that was found.
 */
export async function suggestChoices(
  models: Models,
  sorting: Sorting,
  message: CaseText,
  hasOffice: boolean,
): Promise<Readonly<Record<string, Guess>>> {
  const fields: Record<string, Guess> = {}
  for (const choice of sorting.choices) {
    if (choice.name === sorting.urgency?.name) continue
    const found =
      (await learntChoice(models, choice, message)) ??
      cuedChoice(choice, message) ??
      officeChoice(sorting, choice, hasOffice)
    if (found) fields[choice.name] = found
  }
  return fields
}

async function learntChoice(
  models: Models,
  { name, values }: SortingChoice,
  message: CaseText,
): Promise<Guess | undefined> {
  const prediction = (await models.active(message.pack, name))?.predict(message)
  if (!prediction || (prediction.confidence[0] ?? 0) < leastConfidence) return undefined
  return values.includes(prediction.path[0] ?? '') ? guessOf(prediction) : undefined
}

const guessOf = ({ path, confidence, why }: Prediction): Guess => ({
  value: path[0] ?? '',
  confidence: confidence[0] ?? 0,
  words: (why[0]?.words ?? []).slice(0, mostWords).map((one) => ({ ...one })),
})

function cuedChoice({ options }: SortingChoice, message: CaseText): Guess | undefined {
  const cue = choiceCues(
    message,
    options.map(({ title }) => title.zh),
  )
  const option = options[cue?.option ?? -1]
  return option && cue && { value: option.value, words: cue.words.map((word) => ({ word, weight: 1 })) }
}

function officeChoice({ officeWhen }: Sorting, { name }: SortingChoice, hasOffice: boolean): Guess | undefined {
  if (!hasOffice || officeWhen?.name !== name) return undefined
  return { value: officeWhen.value, why: { zh: '有对应的承办单位', en: 'there is an office that answers for it' } }
}
