import type { JSX } from 'react'
import { IconButton } from './button.tsx'
import { choose, isDark, usePreferences } from './preferences.ts'
import styles from './switches.module.css'
import { useSay } from './use-say.ts'

/** 中文 ⇄ English. The label is in the language it leads to, as the reader of that language expects. */
export function LanguageSwitch(): JSX.Element {
  const { language } = usePreferences()
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <button
      type="button"
      className={styles.switch}
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => choose({ language: other })}
    >
      {other === 'zh' ? '中文' : 'English'}
    </button>
  )
}

/** Light ⇄ dark. */
export function ThemeSwitch(): JSX.Element {
  const say = useSay()
  const dark = isDark(usePreferences())
  return (
    <IconButton
      icon={dark ? 'sun' : 'moon'}
      label={dark ? say({ zh: '换成浅色', en: 'Light colours' }) : say({ zh: '换成深色', en: 'Dark colours' })}
      onClick={() => choose({ theme: dark ? 'light' : 'dark' })}
    />
  )
}

/** Care mode 关怀版 on and off. */
export function CareSwitch(): JSX.Element {
  const say = useSay()
  const { care } = usePreferences()
  return (
    <button type="button" className={styles.switch} aria-pressed={care} onClick={() => choose({ care: !care })}>
      {care ? say({ zh: '标准版', en: 'Standard view' }) : say({ zh: '关怀版', en: 'Large view' })}
    </button>
  )
}
