import type { ReactElement } from 'react'
import type { Field } from '../../../../kernel/record/index.ts'
import { useSay } from '../../use-say.ts'
import type { Control, ControlProps } from '../control.ts'
import styles from '../form.module.css'

const isShort = (field: Field): boolean => (field.options?.length ?? 0) <= 7

function Radios({ id, name, field, value, onChange, describedBy, invalid }: ControlProps): ReactElement {
  const say = useSay()
  return (
    <span className={styles.options}>
      {(field.options ?? []).map((option, index) => (
        <label key={option.value} className={styles.option}>
          <input
            type="radio"
            id={index === 0 ? id : undefined}
            name={`${id}-${name}`}
            checked={value === option.value}
            onChange={() => onChange(option.value)}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
          />
          <span>{say(option.title)}</span>
        </label>
      ))}
    </span>
  )
}

function Select({ id, field, value, onChange, describedBy, invalid }: ControlProps): ReactElement {
  const say = useSay()
  return (
    <select
      id={id}
      className={styles.select}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || undefined)}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      required={field.required}
    >
      <option value="">{say({ zh: '请选择', en: 'Choose' })}</option>
      {(field.options ?? []).map((option) => (
        <option key={option.value} value={option.value}>
          {say(option.title)}
        </option>
      ))}
    </select>
  )
}

/** One of several: all seen at once while they are few, a list when they are many. */
export const choiceControl: Control = {
  group: isShort,
  view: (props) => (isShort(props.field) ? <Radios {...props} /> : <Select {...props} />),
}

/** Any of several. */
export const choicesControl: Control = {
  group: () => true,
  view: function Checks({ id, field, value, onChange, describedBy, invalid }) {
    const say = useSay()
    const chosen: readonly unknown[] = Array.isArray(value) ? value : []
    return (
      <span className={styles.options}>
        {(field.options ?? []).map((option, index) => (
          <label key={option.value} className={styles.option}>
            <input
              type="checkbox"
              id={index === 0 ? id : undefined}
              checked={chosen.includes(option.value)}
              onChange={(event) =>
                onChange(
                  event.target.checked ? [...chosen, option.value] : chosen.filter((other) => other !== option.value),
                )
              }
              aria-describedby={describedBy}
              aria-invalid={invalid || undefined}
            />
            <span>{say(option.title)}</span>
          </label>
        ))}
      </span>
    )
  },
}

/** Yes or no, both said: an empty box never means no. */
export const booleanControl: Control = {
  group: () => true,
  view: function YesNo({ id, name, value, onChange, describedBy, invalid }) {
    const say = useSay()
    return (
      <span className={`${styles.options} ${styles.inRow}`}>
        {[true, false].map((answer) => (
          <label key={String(answer)} className={styles.option}>
            <input
              type="radio"
              id={answer ? id : undefined}
              name={`${id}-${name}`}
              checked={value === answer}
              onChange={() => onChange(answer)}
              aria-describedby={describedBy}
              aria-invalid={invalid || undefined}
            />
            <span>{answer ? say({ zh: '是', en: 'Yes' }) : say({ zh: '否', en: 'No' })}</span>
          </label>
        ))}
      </span>
    )
  },
}
