import { type JSX, type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'react-router'
import { Icon } from './icon.tsx'
import styles from './page.module.css'
import { useSay } from './use-say.ts'

/**
 * One page: its title in the browser tab and as the only h1, focus on it when the person arrives by a link inside the
 * application (so that a screen reader says where they are), a way back, the content.
 */
export function Page({
  title,
  heading,
  lead,
  back,
  above,
  aside,
  actions,
  width = 'text',
  children,
}: {
  /** For the browser tab, and the h1 unless `heading` says otherwise. */
  readonly title: string
  readonly heading?: ReactNode
  readonly lead?: ReactNode
  readonly back?: { readonly to: string; readonly words: string }
  /** Stands over the heading: where one is in a task of several pages. */
  readonly above?: ReactNode
  readonly aside?: ReactNode
  readonly actions?: ReactNode
  /** `text` for reading and filling in, `wide` for lists and figures. */
  readonly width?: 'text' | 'wide'
  readonly children?: ReactNode
}): JSX.Element {
  const say = useSay()
  const h1 = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${say({ zh: '数都', en: 'Shudu' })}`
  }, [title, say])
  useArrivalFocus(h1, title)
  return (
    <div className={`${styles.page} ${styles[width]}`}>
      {back ? (
        <Link to={back.to} className={styles.back} data-print="no">
          <Icon name="back" />
          {back.words}
        </Link>
      ) : null}
      {above}
      <header className={styles.header}>
        <div className={styles.titles}>
          <h1 ref={h1} tabIndex={-1}>
            {heading ?? title}
          </h1>
          {lead ? <p className={styles.lead}>{lead}</p> : null}
        </div>
        {actions ? (
          <div className={styles.actions} data-print="no">
            {actions}
          </div>
        ) : null}
      </header>
      {aside ? (
        <div className={styles.split}>
          <div className={styles.main}>{children}</div>
          <aside className={styles.aside}>{aside}</aside>
        </div>
      ) : (
        children
      )}
    </div>
  )
}

let arrived = false

/** Focuses the heading on every arrival but the first of the visit: the browser's own start is not disturbed. */
function useArrivalFocus(h1: { readonly current: HTMLHeadingElement | null }, key: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new title is a new arrival
  useEffect(() => {
    if (arrived) h1.current?.focus({ preventScroll: true })
    arrived = true
  }, [key])
}

/** A part of a page with its own heading and a thin rule above. */
export function Section({
  title,
  id,
  actions,
  children,
}: {
  readonly title: ReactNode
  readonly id?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}): JSX.Element {
  return (
    <section className={styles.section} id={id}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}
