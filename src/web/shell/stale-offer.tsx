import { type JSX, useState } from 'react'
import { Button, Icon, useSay } from '../kit/index.ts'
import styles from './frame.module.css'
import { noteReload, useStale } from './stale.ts'

/** Offers to load the newer version. Never by itself: what is being written is in drafts, but the moment is the person's. */
export function StaleOffer(): JSX.Element | null {
  const say = useSay()
  const stale = useStale()
  const [later, setLater] = useState(false)
  if (!stale || later) return null
  return (
    <aside className={styles.bar} aria-label={say({ zh: '新版本', en: 'New version' })} data-print="no">
      <Icon name="sync" />
      <span className={styles.grow}>
        {say({
          zh: '系统已更新。重新载入即可使用新版本，正在填写的内容会保留。',
          en: 'There is a newer version. Reload to use it; what you are writing is kept.',
        })}
      </span>
      <Button size="s" onClick={() => void reload()}>
        {say({ zh: '重新载入', en: 'Reload' })}
      </Button>
      <Button size="s" tone="quiet" onClick={() => setLater(true)}>
        {say({ zh: '稍后', en: 'Later' })}
      </Button>
    </aside>
  )
}

/** Lets a waiting service worker take over first, so that the reload gets the new shell and not the cached one. */
async function reload(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  await registration?.update().catch(() => undefined) // without a signal there is nothing newer to get
  registration?.waiting?.postMessage({ type: 'take-over' })
  noteReload()
  location.reload()
}
