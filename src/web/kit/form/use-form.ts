import { useEffect, useState } from 'react'
import { type Field, type Fields, kinds } from '../../../kernel/record/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { ApiProblem } from '../../api/problem.ts'

/** A form being filled in: values by field name, as typed. */
export type Values = Readonly<Record<string, unknown>>

/** What is wrong with one field, in words. */
export type FieldFault = { readonly field: string; readonly says: Words | string }

/** The form's state and what the screens do with it. */
export type Form = {
  readonly fields: Fields
  readonly values: Values
  /** Fields whose condition holds now, in order. */
  readonly asked: readonly (readonly [name: string, field: Field])[]
  readonly faults: readonly FieldFault[]
  set(name: string, value: unknown): void
  /** Checks what is asked; gives the values to send, or nothing after marking the faults. */
  check(names?: readonly string[]): Values | undefined
  /** Takes the faults that the server found. */
  refuse(error: unknown): void
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

type Holds = (condition: string, values: Values) => boolean

/** Loads the rules only for a form that has conditions: most have none, and the evaluator weighs more than the form. */
function useHolds(fields: Fields): Holds {
  const needed = Object.values(fields).some((field) => field.when !== undefined)
  const [ready, setReady] = useState<{ readonly holds: Holds }>()
  useEffect(() => {
    let here = true
    if (needed)
      void import('../../../kernel/rules/index.ts').then((rules) => {
        // Half-typed values do not fit their fields yet; a condition over them waits.
        const holds: Holds = (condition, values) =>
          rules.holds(rules.conditionOf(condition, fields), fitting(fields, values)) === true
        if (here) setReady({ holds })
      })
    return () => {
      here = false
    }
  }, [needed, fields])
  return ready?.holds ?? (() => false)
}

const fitting = (fields: Fields, values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      const field = fields[name]
      return field !== undefined && !isEmpty(value) && kinds[field.type].check(value, field) === undefined
    }),
  )

/** Trims texts; what is empty is left out, so that nothing and an empty string are the same to the server. */
function tidy(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value
}

/** The state of one form, by its declaration. `values` live outside so that drafts can keep them. */
export function useForm(fields: Fields, values: Values, onChange: (values: Values) => void): Form {
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  const holds = useHolds(fields)
  const asked = Object.entries(fields).filter(([, field]) => field.when === undefined || holds(field.when, values))
  return {
    fields,
    values,
    asked,
    faults,
    set(name, value) {
      onChange({ ...values, [name]: value })
      if (faults.some((fault) => fault.field === name)) setFaults(faults.filter((fault) => fault.field !== name))
    },
    check(names) {
      const looked = names ? asked.filter(([name]) => names.includes(name)) : asked
      const found: FieldFault[] = []
      const good: Record<string, unknown> = {}
      for (const [name, field] of looked) {
        const value = tidy(values[name])
        if (isEmpty(value)) {
          if (field.required) found.push({ field: name, says: needed(field) })
          continue
        }
        const says = kinds[field.type].check(value, field)
        if (says) found.push({ field: name, says })
        else good[name] = value
      }
      setFaults(found)
      return found.length === 0 ? good : undefined
    },
    refuse(error) {
      if (!(error instanceof ApiProblem)) return
      setFaults(
        error.faults.flatMap((fault) => (fault.field ? [{ field: lastPart(fault.field), says: fault.detail }] : [])),
      )
    },
  }
}

/** `input.note` and `note` are the same field to a form. */
const lastPart = (path: string): string => path.split('.').at(-1) ?? path

const needed = (field: Field): Words => {
  const picks = ['choice', 'choices', 'boolean', 'class', 'office', 'date', 'instant'].includes(field.type)
  return picks
    ? { zh: `请选择“${field.title.zh}”`, en: `Choose: ${field.title.en}` }
    : { zh: `请填写“${field.title.zh}”`, en: `Fill in: ${field.title.en}` }
}
