import type { JSX } from 'react'
import type { Named } from '../api/patrol.ts'
import { type Say, useSay } from '../kit/index.ts'
import styles from './patrol.module.css'

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text)

/** What people named, in the language of the reader where it was written; else as it was written. */
export const sayNamed = (say: Say, { title, titleEn }: Named): string => say({ zh: title, en: titleEn || title })

/** What people named; in English, what nobody wrote in English is shown in Chinese and says so. */
export function NamedTitle({ named }: { readonly named: Named }): JSX.Element {
  const say = useSay()
  const shown = sayNamed(say, named)
  if (say.tag !== 'en-GB' || !isChinese(shown)) return <>{shown}</>
  return (
    <>
      <span lang="zh">{shown}</span> <small className={styles.quiet}>(no English name yet)</small>
    </>
  )
}
