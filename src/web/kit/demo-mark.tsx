import type { JSX } from 'react'
import styles from './demo-mark.module.css'
import { useSay } from './use-say.ts'

/** 演示数据: stands beside everything that was generated and never happened. */
export function DemoMark(): JSX.Element {
  const say = useSay()
  return <span className={styles.mark}>{say({ zh: '演示数据', en: 'Demo data' })}</span>
}

/** The strip over a whole page of a demonstration city. */
export function DemoStrip(): JSX.Element {
  const say = useSay()
  return (
    <aside className={styles.strip} aria-label={say({ zh: '关于这座城市', en: 'About this city' })}>
      <DemoMark />
      <span>
        {say({
          zh: '这是一座演示城市：人物和事项均为生成，不是真实情况。',
          en: 'A demonstration city: its people and cases are generated, not real.',
        })}
      </span>
    </aside>
  )
}
