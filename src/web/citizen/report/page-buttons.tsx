import type { JSX } from 'react'
import { Button, Buttons, useSay } from '../../kit/index.ts'
import styles from './report.module.css'

/** The way on, in the same place on every page, and the way back beside it. */
export function PageButtons({
  onBack,
  children,
}: {
  readonly onBack: (() => void) | undefined
  readonly children: JSX.Element
}): JSX.Element {
  const say = useSay()
  return (
    <div className={styles.buttons}>
      <Buttons>
        {children}
        {onBack ? (
          <Button tone="quiet" icon="left" onClick={onBack}>
            {say({ zh: '上一步', en: 'Back' })}
          </Button>
        ) : null}
      </Buttons>
    </div>
  )
}
