import { type JSX, useEffect, useState } from 'react'
import { useLocation } from 'react-router'
import { Icon, useSay } from '../kit/index.ts'
import styles from './care.module.css'

/** Reads the page's own words aloud with the device's voice; `undefined` where the device has none. */
function useReader(): { readonly reading: boolean; readonly toggle: () => void } | undefined {
  const say = useSay()
  const [reading, setReading] = useState(false)
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another page stops the voice
  useEffect(() => {
    return () => {
      if ('speechSynthesis' in window) speechSynthesis.cancel()
      setReading(false)
    }
  }, [pathname])
  if (!('speechSynthesis' in window)) return undefined
  const toggle = (): void => {
    speechSynthesis.cancel()
    if (reading) {
      setReading(false)
      return
    }
    const words = new SpeechSynthesisUtterance(pageText())
    words.lang = say.tag
    words.rate = 0.85
    words.onend = () => setReading(false)
    words.onerror = () => setReading(false)
    setReading(true)
    speechSynthesis.speak(words)
  }
  return { reading, toggle }
}

/** What the main part says, in the order it is read; each block ends so that the voice pauses. */
function pageText(): string {
  const main = document.getElementById('main')
  if (!main) return ''
  const parts = [...main.querySelectorAll<HTMLElement>('h1,h2,h3,p,li,label,legend,dt,dd,button,a')]
  const outer = parts.filter((part) => !parts.some((other) => other !== part && other.contains(part)))
  return (
    outer
      // What is not shown is not read: innerText leaves it out, which textContent would not.
      // biome-ignore lint/performance/useDomNodeTextContent: see above
      .map((part) => part.innerText.trim())
      .filter(Boolean)
      .join('。\n')
  )
}

/** At the foot of every care page, where the thumb is: read it to me, and call a person. */
export function CareBar(): JSX.Element {
  const say = useSay()
  const reader = useReader()
  return (
    <footer className={styles.bar} data-print="no">
      {reader ? (
        <button type="button" aria-pressed={reader.reading} onClick={reader.toggle}>
          <Icon name="sound" />
          {reader.reading ? say({ zh: '停下', en: 'Stop' }) : say({ zh: '念给我听', en: 'Read to me' })}
        </button>
      ) : null}
      <a href="tel:12345">
        <Icon name="phone" />
        {say({ zh: '打电话找人', en: 'Call a person' })}
      </a>
    </footer>
  )
}
