import { type JSX, useId } from 'react'
import type { Field } from '../../../kernel/record/index.ts'
import { Icon } from '../icon.tsx'
import { useSay } from '../use-say.ts'
import type { LineLook } from './control.ts'
import { controls } from './controls.ts'
import styles from './form.module.css'
import type { FieldFault } from './use-form.ts'

/** One field of a form: its title, its hint, what is wrong with it, and the control of its kind. */
export function FieldView({
  id: given,
  name,
  field,
  value,
  onChange,
  fault,
  pack,
  only = false,
  as,
}: {
  readonly id?: string
  readonly name: string
  readonly field: Field
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly fault?: FieldFault | undefined
  readonly pack?: string | undefined
  /** The only question of a page whose heading already asks it: the label is for screen readers. */
  readonly only?: boolean
  /** What a line of text is to the browser, where the kind of field alone does not say it. */
  readonly as?: LineLook
}): JSX.Element {
  const say = useSay()
  const own = useId()
  const id = given ?? own
  const control = controls[field.type]
  const describedBy =
    [field.hint ? `${id}-hint` : '', fault ? `${id}-fault` : ''].filter(Boolean).join(' ') || undefined
  const title = (
    <>
      {say(field.title)}
      {field.required ? null : <span className={styles.optional}>{say({ zh: '选填', en: 'optional' })}</span>}
    </>
  )
  const inner = (
    <>
      {field.hint ? (
        <span id={`${id}-hint`} className={styles.hint}>
          {say(field.hint)}
        </span>
      ) : null}
      {fault ? (
        <span id={`${id}-fault`} className={styles.fault}>
          <Icon name="warning" size={1.1} />
          {typeof fault.says === 'string' ? fault.says : say(fault.says)}
        </span>
      ) : null}
      <control.view
        id={id}
        name={name}
        field={field}
        value={value}
        onChange={onChange}
        describedBy={describedBy}
        invalid={fault !== undefined}
        pack={pack}
        as={as}
      />
    </>
  )
  const box = `${styles.field} ${fault ? styles.invalid : ''}`
  if (control.group?.(field))
    return (
      <fieldset className={box} aria-describedby={describedBy}>
        <legend className={only ? 'heard' : styles.legend}>{title}</legend>
        {inner}
      </fieldset>
    )
  return (
    <div className={box}>
      <label htmlFor={id} className={only ? 'heard' : styles.label}>
        {title}
      </label>
      {inner}
    </div>
  )
}
