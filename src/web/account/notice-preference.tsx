import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { choices, text, yesNo } from '../../kernel/record/index.ts'
import type { Words } from '../../kernel/words.ts'
import { keepPreference, type OutsideChannel, type Preference, preferenceQuery } from '../api/account.ts'
import { useSay } from '../kit/index.ts'
import styles from './account.module.css'
import { AccountPage } from './account-page.tsx'
import { ActForm } from './act-form.tsx'
import { Loaded } from './loaded.tsx'

/** The names of the ways out of the house. */
export const channelWords: Readonly<Record<OutsideChannel, Words>> = {
  sms: { zh: '短信', en: 'Text message' },
  email: { zh: '电子邮件', en: 'E-mail' },
  webhook: { zh: '即时消息', en: 'Instant message' },
}

const clock: Words = { zh: '24 小时制，例如 22:00', en: '24-hour clock, such as 22:00' }
const fields = {
  channels: choices({ zh: '除站内消息外，还通过', en: 'Besides the inbox, tell me by' }, channelWords, {
    optional: true,
  }),
  isQuiet: yesNo({ zh: '夜间免打扰', en: 'Quiet hours' }),
  from: text({ zh: '从', en: 'From' }, { when: 'isQuiet = true', max: 5, hint: clock }),
  to: text({ zh: '到', en: 'Until' }, { when: 'isQuiet = true', max: 5, hint: clock }),
}

const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** `22:30` as minutes of the day; anything else is left to the server to refuse. */
function minuteOf(typed: unknown): number {
  const [hour = Number.NaN, minute = Number.NaN] = String(typed).replace('：', ':').split(':').map(Number)
  return hour * 60 + minute
}

const isChannel = (value: unknown): value is OutsideChannel => typeof value === 'string' && value in channelWords

/** How one wants to be told. */
export function NoticePreference(): JSX.Element {
  const say = useSay()
  const preference = useQuery(preferenceQuery)
  return (
    <AccountPage title={say({ zh: '通知方式', en: 'How I am told' })}>
      <p>
        {say({
          zh: '站内消息总会收到。紧急消息不受免打扰限制。',
          en: 'The inbox always gets everything. Urgent messages do not wait for the end of quiet hours.',
        })}
      </p>
      <div className={styles.after}>
        <Loaded query={preference}>{(data) => <Choose preference={data} />}</Loaded>
      </div>
    </AccountPage>
  )
}

function Choose({ preference }: { readonly preference: Preference }): JSX.Element {
  const say = useSay()
  const { quiet, channels, muted } = preference
  return (
    <ActForm
      // What was saved is the new start.
      key={JSON.stringify(preference)}
      fields={fields}
      start={{
        channels,
        isQuiet: quiet !== undefined,
        from: quiet ? clockOf(quiet.from) : '22:00',
        to: quiet ? clockOf(quiet.to) : '07:00',
      }}
      submit={say({ zh: '保存', en: 'Save' })}
      run={(values) =>
        keepPreference({
          muted,
          channels: Array.isArray(values.channels) ? values.channels.filter(isChannel) : [],
          ...(values.isQuiet === true && { quiet: { from: minuteOf(values.from), to: minuteOf(values.to) } }),
        })
      }
      said={{ zh: '已保存', en: 'Saved' }}
      touches={[preferenceQuery.queryKey]}
    />
  )
}
