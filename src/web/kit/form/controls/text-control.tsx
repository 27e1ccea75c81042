import type { ReactElement } from 'react'
import { useSay } from '../../use-say.ts'
import { type Control, type ControlProps, type LineLook, textOf } from '../control.ts'
import styles from '../form.module.css'

const lineControl = (look: LineLook): Control => ({
  view: ({ id, field, value, onChange, describedBy, invalid, as }) => {
    const { width, autoComplete = 'off', ...rest } = { ...look, ...as }
    return (
      <input
        id={id}
        className={styles.input}
        {...rest}
        autoComplete={autoComplete}
        style={width ? { maxWidth: width } : undefined}
        value={textOf(value)}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        required={field.required}
      />
    )
  },
})

/** One line of text. */
export const textControl = lineControl({})
/** A telephone number; phones show their number keys. */
export const phoneControl = lineControl({ type: 'tel', inputMode: 'tel', autoComplete: 'tel', width: '16rem' })
/** An e-mail address. */
export const emailControl = lineControl({ type: 'email', inputMode: 'email', autoComplete: 'email', width: '24rem' })
/** A citizen number: 18 characters. */
export const citizenNumberControl = lineControl({ width: '16rem' })
/** A unified social credit code: 18 characters. */
export const creditCodeControl = lineControl({ width: '16rem' })

function LongText({ id, field, value, onChange, describedBy, invalid }: ControlProps): ReactElement {
  const say = useSay()
  const text = textOf(value)
  const max = field.max ?? 5_000
  const left = max - [...text].length
  return (
    <>
      <textarea
        id={id}
        className={styles.area}
        rows={Math.min(14, Math.max(4, Math.ceil(text.length / 34) + 1))}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        required={field.required}
      />
      {left < max * 0.2 ? (
        <span className={`${styles.count} ${left < 0 ? styles.over : ''}`} role="status">
          {left < 0
            ? say.count(-left, {
                zh: '多了 {n} 个字',
                en: { one: '{n} character too many', other: '{n} characters too many' },
              })
            : say.count(left, {
                zh: '还可写 {n} 个字',
                en: { one: '{n} character left', other: '{n} characters left' },
              })}
        </span>
      ) : null}
    </>
  )
}

/** Several lines; grows with what is written, counts when the end is near. */
export const longTextControl: Control = { view: LongText }
