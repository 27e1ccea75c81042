import type { JSX } from 'react'
import styles from './demo-mark.module.css'
import { useSay } from './use-say.ts'

/** 演示数据: stands beside everything that was generated and never happened. `short` for rows of a list. */
export function DemoMark({ short = false }: { readonly short?: boolean }): JSX.Element {
  const say = useSay()
  return (
    <span className={styles.mark} title={short ? say({ zh: '演示数据', en: 'Demo data' }) : undefined}>
      {short ? say({ zh: '演示', en: 'Demo' }) : say({ zh: '演示数据', en: 'Demo data' })}
    </span>
  )
}

/** The strip over a whole page of a demonstration city. */
export function DemoStrip(): JSX.Element {
  const say = useSay()
  return (
    <aside className={styles.strip} data-strip aria-label={say({ zh: '关于这座城市', en: 'About this city' })}>
      <DemoMark />
      <span>
        {say({
          zh: '这里的人和事都是生成的',
          en: 'People and cases here are generated',
        })}
      </span>
    </aside>
  )
}
