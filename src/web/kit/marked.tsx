import type { JSX } from 'react'
import styles from './marked.module.css'

/** A text with the places marked that answered a search. `marks`: from and to in UTF-16 units, in order. */
export function Marked({
  text,
  marks,
}: {
  readonly text: string
  readonly marks: readonly (readonly [number, number])[]
}): JSX.Element {
  const parts: JSX.Element[] = []
  let at = 0
  for (const [from, to] of marks) {
    if (from < at || to > text.length) continue
    if (from > at) parts.push(<span key={at}>{text.slice(at, from)}</span>)
    parts.push(
      <mark key={`m${from}`} className={styles.mark}>
        {text.slice(from, to)}
      </mark>,
    )
    at = to
  }
  if (at < text.length) parts.push(<span key={at}>{text.slice(at)}</span>)
  return <>{parts}</>
}
