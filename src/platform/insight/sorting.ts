import { findStep } from '../../kernel/flow/index.ts'
import type { Pack, Responsibility, TaxonomyClass } from '../../kernel/pack/index.ts'
import type { Option } from '../../kernel/record/index.ts'
import type { Words } from '../../kernel/words.ts'

/** A choice of the sorting step. `required`: the step cannot be done without it. */
export type SortingChoice = {
  readonly name: string
  readonly required: boolean
  readonly values: readonly string[]
  readonly options: readonly Option[]
}

/** What a pack declares of sorting, as this room works with it: names of fields are the pack's own. */
export type Sorting = {
  readonly step: string
  /** The field that takes the class, and the classes it takes. */
  readonly classField: string
  readonly classes: readonly TaxonomyClass[]
  /** Fields with a few fixed values that a model may learn too, in the order they are asked. */
  readonly choices: readonly SortingChoice[]
  /** The choice that says how urgent it is, its values from ordinary to most urgent. */
  readonly urgency?: SortingChoice
  readonly officeField?: string
  /** The choice without which no office is asked for: field and value. */
  readonly officeWhen?: { readonly name: string; readonly value: string }
  /** Below this confidence (0–1) nothing is dispatched without a person. */
  readonly confidence: number
  readonly urgentWords: readonly string[]
  readonly responsibilities: readonly Responsibility[]
}

/** A condition that asks for one value of one field (FEEL). */
const simpleCondition = /^\s*(\w+)\s*=\s*"([^"]*)"\s*$/

/** What a pack declares of sorting; nothing for packs whose cases are not sorted into classes. */
export function sortingOf(pack: Pack): Sorting | undefined {
  const { sorting, flow, taxonomies } = pack
  const step = sorting && findStep(flow, sorting.step)
  if (!sorting || !step) return undefined
  const fields = Object.entries(step.gives)
  const [classField, field] = fields.find(([, { type }]) => type === 'class') ?? []
  const taxonomy = taxonomies[field?.taxonomy ?? '']
  if (classField === undefined || taxonomy === undefined) return undefined
  const choices = fields
    .filter(([, { type }]) => type === 'choice')
    .map(([name, { options = [], required }]) => ({
      name,
      required,
      options,
      values: options.map(({ value }) => value),
    }))
  const urgency = choices.find(({ name }) => `${sorting.step}.${name}` === flow.marks.urgency)
  const [officeField, office] = fields.find(([, { type }]) => type === 'office') ?? []
  const [, name, value] = simpleCondition.exec(office?.when ?? '') ?? []
  const { confidence, urgentWords, responsibilities } = sorting
  return {
    ...{
      step: sorting.step,
      classField,
      classes: taxonomy.classes,
      choices,
      confidence,
      urgentWords,
      responsibilities,
    },
    ...(urgency && { urgency }),
    ...(officeField !== undefined && { officeField }),
    ...(name !== undefined && value !== undefined && { officeWhen: { name, value } }),
  }
}

/** The path behind a class code: levels joined by `/`. */
export const pathOf = (code: string): string[] => code.split('/')

/** The names of a class and of those above it, as people read them; a code that the taxonomy lacks stays as it is. */
export function classTitle(classes: readonly TaxonomyClass[], code: string): Words {
  const levels = pathOf(code)
  const titles = levels.map((level, index) => {
    const above = codeOf(levels.slice(0, index + 1))
    return classes.find((one) => one.code === above)?.title ?? { zh: level, en: level }
  })
  return { zh: titles.map(({ zh }) => zh).join(' · '), en: titles.map(({ en }) => en).join(' · ') }
}

/** The code of a path. */
export const codeOf = (path: readonly string[]): string => path.join('/')
