import { type JSX, useId } from 'react'
import { officeField } from '../../../kernel/record/index.ts'
import { FieldView } from '../../kit/form/index.ts'
import { useSay } from '../../kit/index.ts'
import styles from '../things.module.css'
import type { BoundDraft } from './rule-draft.ts'
import { comparisons } from './rule-words.ts'

/** A line that is typed. */
export function Line({
  label,
  value,
  onChange,
  hint,
  wrong = false,
  number = false,
  time = false,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string | undefined
  readonly wrong?: boolean
  readonly number?: boolean
  readonly time?: boolean
}): JSX.Element {
  const id = useId()
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        type={time ? 'time' : 'text'}
        {...(number && { inputMode: 'decimal' as const })}
        value={value}
        aria-invalid={wrong}
        {...(hint && { 'aria-describedby': id })}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint ? <small id={id}>{hint}</small> : null}
    </label>
  )
}

/** One of a few. */
export function Choose({
  label,
  value,
  options,
  onChange,
  wrong = false,
}: {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, words: string])[]
  readonly onChange: (value: string) => void
  readonly wrong?: boolean
}): JSX.Element {
  const say = useSay()
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <select value={value} aria-invalid={wrong} onChange={(event) => onChange(event.target.value)}>
        {value === '' || !options.some(([name]) => name === value) ? (
          <option value={value}>{value || say({ zh: '请选择', en: 'Choose' })}</option>
        ) : null}
        {options.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Yes or no. */
export function Check({
  label,
  checked,
  onChange,
}: {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}): JSX.Element {
  return (
    <label className={styles.check}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  )
}

/** An office, found by its name. */
export function OfficeLine({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (office: string | undefined) => void
}): JSX.Element {
  return (
    <FieldView
      name="office"
      field={officeField({ zh: label, en: label }, { optional: true })}
      value={value}
      onChange={(office) => onChange(typeof office === 'string' ? office : undefined)}
    />
  )
}

/** A bound: a comparison with a number, or a condition in the language of rules for what is not that simple. */
export function BoundFields({
  legend,
  unit,
  bound,
  wrong,
  onChange,
}: {
  readonly legend: string
  readonly unit: string
  readonly bound: BoundDraft
  readonly wrong: boolean
  readonly onChange: (bound: BoundDraft) => void
}): JSX.Element {
  const say = useSay()
  const isText = 'text' in bound
  return (
    <fieldset className={styles.group}>
      <legend>{legend}</legend>
      <div className={styles.find}>
        {isText ? (
          <Line
            label={say({ zh: '条件', en: 'Condition' })}
            value={bound.text}
            wrong={wrong}
            hint={say({ zh: 'FEEL：value 是值，count 是读数个数', en: 'FEEL: value, and count of readings' })}
            onChange={(text) => onChange({ text })}
          />
        ) : (
          <>
            <Choose
              label={say({ zh: '值', en: 'The value' })}
              value={bound.simple.sign}
              options={comparisons.map(([sign, words]) => [sign, say(words)])}
              onChange={(sign) => onChange({ simple: { ...bound.simple, sign } })}
            />
            <Line
              label={
                unit ? say({ zh: '界限（{unit}）', en: 'Bound ({unit})' }, { unit }) : say({ zh: '界限', en: 'Bound' })
              }
              number
              value={bound.simple.than}
              wrong={wrong}
              onChange={(than) => onChange({ simple: { ...bound.simple, than } })}
            />
            <Line
              label={say({ zh: '至少几个读数', en: 'Fewest readings' })}
              number
              value={bound.simple.least}
              onChange={(least) => onChange({ simple: { ...bound.simple, least: least.replace(/\D/g, '') } })}
            />
          </>
        )}
        <Check
          label={say({ zh: '写成条件', en: 'As a condition' })}
          checked={isText}
          onChange={(text) => onChange(text ? { text: 'value ' } : { simple: { sign: '>=', than: '', least: '' } })}
        />
      </div>
    </fieldset>
  )
}
