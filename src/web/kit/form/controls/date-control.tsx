import type { ReactElement } from 'react'
import { type Control, type ControlProps, textOf } from '../control.ts'
import styles from '../form.module.css'

/** `2026-05-01T08:00` on the city's clock (UTC+8) as an instant with zone, and back. */
export const toInstant = (local: string): string | undefined => (local === '' ? undefined : `${local}:00+08:00`)

/** The city's clock reading of an instant, as `datetime-local` wants it. */
export function toLocal(value: unknown): string {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isFinite(instant) ? new Date(instant + 8 * 3_600_000).toISOString().slice(0, 16) : ''
}

const picker = (type: 'date' | 'datetime-local'): Control => ({
  view: ({ id, field, value, onChange, describedBy, invalid }: ControlProps): ReactElement => (
    <input
      id={id}
      className={styles.input}
      style={{ maxWidth: '16rem' }}
      type={type}
      value={type === 'date' ? textOf(value) : toLocal(value)}
      onChange={(event) => onChange(type === 'date' ? event.target.value || undefined : toInstant(event.target.value))}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      required={field.required}
    />
  ),
})

/** A calendar day. */
export const dateControl = picker('date')
/** A moment on the city's clock. */
export const instantControl = picker('datetime-local')
