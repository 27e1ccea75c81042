import { errorTable, type Fault } from '../errors/index.ts'
import { type Fields, kinds } from '../record/index.ts'
import { conditionOf, holds } from '../rules/index.ts'

/** Errors of filled forms. */
export const formErrors = errorTable({
  'form.invalid': {
    kind: 'input',
    says: { zh: '有 {count} 处需要修改', en: '{count} answers need mending' },
    todo: { zh: '请按提示修改后再提交', en: 'Mend what is marked and send again' },
  },
})

/** A filled form: values by field name, unchecked or checked. */
export type Filled = Readonly<Record<string, unknown>>

const empty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/**
 * Finds everything wrong with a filled form, field by field; an empty list means it is right.
 * A field whose condition does not hold must be absent; a field that is not declared is refused.
 */
export function faultsOf(fields: Fields, input: Filled): Fault[] {
  const faults: Fault[] = []
  for (const name of Object.keys(input))
    if (!Object.hasOwn(fields, name))
      faults.push({ field: name, says: { zh: '没有这一项', en: 'is not a field of this form' } })
  for (const [name, field] of Object.entries(fields)) {
    const value = input[name]
    const asked = field.when === undefined || holds(conditionOf(field.when, fields), input) === true
    if (empty(value)) {
      if (field.required && asked)
        faults.push({ field: name, says: { zh: `请填写“${field.title.zh}”`, en: `"${field.title.en}" is needed` } })
      continue
    }
    if (!asked) {
      faults.push({ field: name, says: { zh: '在此情形下不需填写', en: 'does not apply here' } })
      continue
    }
    const says = kinds[field.type].check(value, field)
    if (says) faults.push({ field: name, found: shown(value), says })
  }
  return faults
}

/** Checks a filled form and gives the values that were filled. @throws form.invalid with one fault a field. */
export function checkForm(fields: Fields, input: Filled): Filled {
  const faults = faultsOf(fields, input)
  if (faults.length > 0) throw formErrors.make('form.invalid', { count: faults.length }, { faults })
  return Object.fromEntries(Object.entries(input).filter(([, value]) => !empty(value)))
}

/** What was found, cut short so that an error never repeats a whole upload. */
const shown = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 80)

/** Splits checked answers into what may stand in the case log and what is personal (kept apart, deletable). */
export function splitByGrade(fields: Fields, answers: Filled): { readonly open: Filled; readonly personal: Filled } {
  const isPersonal = (name: string) => fields[name]?.grade === 'personal' || fields[name]?.grade === 'sensitive'
  const entries = Object.entries(answers)
  return {
    open: Object.fromEntries(entries.filter(([name]) => !isPersonal(name))),
    personal: Object.fromEntries(entries.filter(([name]) => isPersonal(name))),
  }
}

/** The JSON Schema of a form, for the API description. Conditions cannot be told in it: a conditional field is optional there. */
export function schemaOf(fields: Fields): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields)
  return {
    type: 'object',
    additionalProperties: false,
    required: entries.filter(([, field]) => field.required && field.when === undefined).map(([name]) => name),
    properties: Object.fromEntries(
      entries.map(([name, field]) => [
        name,
        { ...kinds[field.type].schema(field), title: field.title.zh, description: field.title.en },
      ]),
    ),
  }
}
