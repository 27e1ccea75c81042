import type { JSX } from 'react'
import styles from './skip-links.module.css'
import { useSay } from './use-say.ts'

/** Links for keyboard people, seen when focused: past the header to the content, or to a page's own landmarks. */
export function SkipLinks({
  more = [],
}: {
  readonly more?: readonly { readonly to: string; readonly words: string }[]
}): JSX.Element {
  const say = useSay()
  const links = [{ to: '#main', words: say({ zh: '跳到正文', en: 'Skip to content' }) }, ...more]
  return (
    <div className={styles.links} data-print="no">
      {links.map((link) => (
        <a key={link.to} href={link.to} onClick={(event) => jump(event, link.to)}>
          {link.words}
        </a>
      ))}
    </div>
  )
}

/** Moves focus without touching the address, which belongs to the router. */
function jump(event: { preventDefault: () => void }, to: string): void {
  event.preventDefault()
  const target = document.querySelector<HTMLElement>(to)
  if (!target) return
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1
  target.focus()
  target.scrollIntoView({ block: 'start' })
}
