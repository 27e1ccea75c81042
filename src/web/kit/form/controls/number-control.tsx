import { type ReactElement, useState } from 'react'
import { useSay } from '../../use-say.ts'
import { type Control, type ControlProps, textOf } from '../control.ts'
import styles from '../form.module.css'

/** Full-width digits and the Chinese full stop that an input method leaves are read as what they mean. */
const plain = (text: string): string =>
  text
    .replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replace(/[．。]/g, '.')
    .replace(/[，,\s]/g, '')

/** The number a text says, or the text itself when it says none: the check then names what is wrong. */
export function numberOf(text: string, factor: number): unknown {
  const clean = plain(text)
  if (clean === '') return undefined
  const value = Number(clean)
  if (!Number.isFinite(value)) return text
  return factor === 1 ? value : Math.round(value * factor)
}

const numeric = (whole: boolean, factor: number): Control => ({
  view: function NumberInput({ id, field, value, onChange, describedBy, invalid }: ControlProps): ReactElement {
    const say = useSay()
    const [typed, setTyped] = useState<string>()
    const shown = typed ?? (typeof value === 'number' ? String(value / factor) : textOf(value))
    const unit = factor === 100 ? { zh: '元', en: 'yuan' } : field.unit
    return (
      <span className={styles.withUnit}>
        <input
          id={id}
          className={styles.input}
          style={{ maxWidth: '10rem' }}
          inputMode={whole ? 'numeric' : 'decimal'}
          autoComplete="off"
          value={shown}
          onChange={(event) => {
            setTyped(event.target.value)
            onChange(numberOf(event.target.value, factor))
          }}
          onBlur={() => setTyped(undefined)}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          required={field.required}
        />
        {unit ? <span className={styles.unit}>{say(unit)}</span> : null}
      </span>
    )
  },
})

/** A number with decimals. */
export const numberControl = numeric(false, 1)
/** A whole number. */
export const integerControl = numeric(true, 1)
/** An amount: asked in yuan, kept in integer fen. */
export const moneyControl = numeric(false, 100)
