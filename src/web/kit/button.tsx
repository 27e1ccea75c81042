import type { ButtonHTMLAttributes, JSX, ReactNode, Ref } from 'react'
import { Link, type LinkProps } from 'react-router'
import styles from './button.module.css'
import { Icon, type IconName } from './icon.tsx'

/** How much a button weighs: one `primary` a page, in the same place; `danger` for what cannot be taken back. */
export type ButtonTone = 'primary' | 'plain' | 'quiet' | 'danger'

type Look = {
  readonly tone?: ButtonTone
  readonly icon?: IconName
  /** An icon after the words, for going on. */
  readonly after?: IconName
  readonly size?: 'm' | 's' | 'l'
  readonly wide?: boolean
}

const look = ({ tone = 'plain', size = 'm', wide = false }: Look): string =>
  [styles.button, styles[tone], styles[size], wide ? styles.wide : ''].join(' ')

/** A button that does something here. While `busy` it says so and takes no second press. */
export function Button({
  tone,
  icon,
  after,
  size,
  wide,
  busy = false,
  shortcut,
  children,
  ...rest
}: Look &
  ButtonHTMLAttributes<HTMLButtonElement> & {
    readonly busy?: boolean
    /** The key that does the same, shown beside the words on devices with a keyboard. */
    readonly shortcut?: string
    readonly ref?: Ref<HTMLButtonElement>
  }): JSX.Element {
  return (
    <button
      type="button"
      {...rest}
      className={look({ ...(tone && { tone }), ...(size && { size }), ...(wide && { wide }) })}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      aria-keyshortcuts={shortcut}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
    >
      {icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
      {after ? <Icon name={after} /> : null}
      {busy ? <span className={styles.spinner} aria-hidden="true" /> : null}
      {shortcut ? (
        <span className={styles.key} aria-hidden="true">
          {shortcut}
        </span>
      ) : null}
    </button>
  )
}

/** A link that looks like a button: it goes somewhere. */
export function ButtonLink({ tone, icon, after, size, wide, children, ...rest }: Look & LinkProps): JSX.Element {
  return (
    <Link {...rest} className={look({ ...(tone && { tone }), ...(size && { size }), ...(wide && { wide }) })}>
      {icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
      {after ? <Icon name={after} /> : null}
    </Link>
  )
}

/** A square button with an icon alone; `label` is what a screen reader says and the tooltip shows. */
export function IconButton({
  icon,
  label,
  pressed,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly icon: IconName
  readonly label: string
  readonly pressed?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}): JSX.Element {
  return (
    <button type="button" {...rest} className={styles.square} aria-label={label} title={label} aria-pressed={pressed}>
      <Icon name={icon} />
    </button>
  )
}

/** Buttons that belong together: in a row on a screen, stacked and thumb-wide on a phone. */
export function Buttons({ children }: { readonly children: ReactNode }): JSX.Element {
  return <div className={styles.row}>{children}</div>
}
