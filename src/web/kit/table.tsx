import type { JSX, ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './table.module.css'
import { useSay } from './use-say.ts'
import { useScrollEdges } from './use-scroll-edges.ts'

/** One column of a table. */
export type Column<Row> = {
  readonly key: string
  readonly title: ReactNode
  readonly cell: (row: Row) => ReactNode
  /** Figures stand to the right, under each other. */
  readonly number?: boolean
  /** The column that names the row. */
  readonly head?: boolean
}

/**
 * A table that scrolls sideways on its own when it must, and says so: words above, a shade where more lies, and the column that names
 * the row stays in sight.
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  showCaption = false,
}: {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly showCaption?: boolean
}): JSX.Element {
  const say = useSay()
  const { box, more } = useScrollEdges()
  return (
    <div className={styles.frame} data-more={more} data-named={columns[0]?.head || undefined}>
      {more === 'none' ? null : (
        <p className={styles.hint} data-print="no">
          <Icon name="go" />
          {say({ zh: '左右滑动看其余各列', en: 'Slide sideways for the other columns' })}
        </p>
      )}
      <div className={styles.edges}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
        <section ref={box} className={styles.scroll} tabIndex={0} aria-label={caption}>
          <table className={styles.table}>
            <caption className={showCaption ? styles.caption : 'heard'}>{caption}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.key} scope="col" className={column.number ? styles.number : undefined}>
                    {column.title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.length === 0 ? (
                <tr>
                  <td colSpan={columns.length} className={styles.none}>
                    {say({ zh: '还没有', en: 'None yet' })}
                  </td>
                </tr>
              ) : null}
              {rows.map((row) => (
                <tr key={keyOf(row)}>
                  {columns.map((column) =>
                    column.head ? (
                      <th key={column.key} scope="row">
                        {column.cell(row)}
                      </th>
                    ) : (
                      <td key={column.key} className={column.number ? styles.number : undefined}>
                        {column.cell(row)}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
    </div>
  )
}

/** Names and values side by side: what is known of one thing. */
export function Facts({
  facts,
}: {
  readonly facts: readonly (readonly [title: ReactNode, value: ReactNode])[]
}): JSX.Element {
  return (
    <dl className={styles.facts}>
      {facts.map(([title, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of facts is their identity
        <div key={index}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
