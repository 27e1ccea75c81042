import type { JSX } from 'react'
import styles from './brand.module.css'
import { useSay } from './use-say.ts'

/** The mark: city blocks with the river between them. Drawn, not set in a font, so that it is the same on every device. */
export function Mark({ size = 2 }: { readonly size?: number }): JSX.Element {
  return (
    <svg viewBox="0 0 32 32" width={`${size}em`} height={`${size}em`} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="4" fill="var(--teal)" />
      <g fill="var(--on-teal)">
        <path d="M6 6h7v3.500c0 2-1 3.500-2.600 4.500H6zM16 6h10v8h-8.400c-1-.8-1.600-2-1.600-3.500zM6 17h3.200c2.400 1.200 4 3 4.300 5.500L13 26H6zM16 26l.5-3.500c-.2-2-.8-4-2-5.500H26v9z" />
      </g>
    </svg>
  )
}

/** The mark with the name of the platform and of the city it serves. */
export function Brand({
  city,
  quiet = false,
}: {
  readonly city?: string | undefined
  /** The mark alone where there is no room for the name. */
  readonly quiet?: boolean
}): JSX.Element {
  const say = useSay()
  return (
    <span className={styles.brand}>
      <Mark />
      <span className={quiet ? 'heard' : styles.name}>{say({ zh: '数都', en: 'Shudu' })}</span>
      {city ? <span className={styles.city}>{city}</span> : null}
    </span>
  )
}
