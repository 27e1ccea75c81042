import type { JSX } from 'react'
import type { PasswordLink } from '../api/admin.ts'
import { Button, Message, notify, sayInstant, useSay } from '../kit/index.ts'
import styles from './admin.module.css'

/** A link that is shown once: to be handed to the person, not to be sent in the clear. */
export function OnceLink({ link }: { readonly link: PasswordLink }): JSX.Element {
  const say = useSay()
  const whole = `${location.origin}${link.link}`
  return (
    <Message
      tone="done"
      live
      title={say({
        zh: '设置密码的一次性链接，只显示这一次',
        en: 'A one-time link to set a password, shown this once',
      })}
      actions={
        <Button
          size="s"
          icon="link"
          onClick={() => {
            void navigator.clipboard.writeText(whole).then(() => notify({ zh: '已复制', en: 'Copied' }))
          }}
        >
          {say({ zh: '复制', en: 'Copy' })}
        </Button>
      }
    >
      <p className={styles.once}>{whole}</p>
      <p>{say({ zh: '{when} 前有效', en: 'Valid until {when}' }, { when: sayInstant(say, link.endsAt) })}</p>
    </Message>
  )
}
