import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { choice, email, phone } from '../../kernel/record/index.ts'
import { changeMe, type Me, meQuery } from '../api/account.ts'
import { roleWords } from '../case/index.ts'
import { Facts, Icon, Section, sayDate, useSay } from '../kit/index.ts'
import styles from './account.module.css'
import { AccountPage } from './account-page.tsx'
import { ActForm } from './act-form.tsx'
import { Loaded } from './loaded.tsx'

const fields = {
  phone: phone({ zh: '手机号', en: 'Telephone' }, { optional: true }),
  email: email({ zh: '电子邮箱', en: 'E-mail' }, { optional: true }),
  locale: choice(
    { zh: '通知用的语言', en: 'Language of messages' },
    { zh: { zh: '中文', en: 'Chinese' }, en: { zh: '英文', en: 'English' } },
  ),
}

/** What the city knows of oneself; what one may change by oneself, and a copy to take along. */
export function OwnData(): JSX.Element {
  const say = useSay()
  const me = useQuery(meQuery)
  return (
    <AccountPage title={say({ zh: '我的信息', en: 'My data' })}>
      <Loaded query={me}>{(data) => <Known me={data} />}</Loaded>
    </AccountPage>
  )
}

function Known({ me }: { readonly me: Me }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const { person, personal, firms } = me
  const none = say({ zh: '未登记', en: 'not recorded' })
  return (
    <>
      <Facts
        facts={[
          [say({ zh: '姓名', en: 'Name' }), person.name],
          [say({ zh: '用户名', en: 'User name' }), person.login ?? none],
          [say({ zh: '公民身份号码', en: 'Citizen number' }), personal.citizenNumber ?? none],
        ]}
      />
      <p className={styles.note}>
        {say({
          zh: '姓名和公民身份号码凭证件更正，请在“查阅记录与申请”里提出。',
          en: 'Name and citizen number are corrected against a document; ask under “Who read it”.',
        })}
      </p>
      <Section title={say({ zh: '联系方式', en: 'How to reach me' })}>
        <ActForm
          // What was saved is the new start.
          key={`${personal.phone}${personal.email}${person.locale}`}
          fields={fields}
          start={{ phone: personal.phone, email: personal.email, locale: person.locale }}
          submit={say({ zh: '保存', en: 'Save' })}
          run={({ phone: number, email: address, locale }) =>
            changeMe({
              phone: typeof number === 'string' ? number : null,
              email: typeof address === 'string' ? address : null,
              locale: locale === 'en' ? 'en' : 'zh',
            })
          }
          said={{ zh: '已保存', en: 'Saved' }}
          onDone={(next) => queries.setQueryData(meQuery.queryKey, next)}
        />
      </Section>
      {person.posts.length > 0 ? (
        <Section title={say({ zh: '岗位', en: 'Posts' })}>
          <Facts
            facts={person.posts.map((post) => [
              say(post.title),
              <>
                {say(roleWords[post.role])}
                <span className={styles.quiet}>
                  {say({ zh: '自 {day}', en: 'since {day}' }, { day: sayDate(say, post.from) })}
                </span>
              </>,
            ])}
          />
        </Section>
      ) : null}
      {firms.length > 0 ? (
        <Section title={say({ zh: '我代理的企业', en: 'Firms I act for' })}>
          <Facts
            facts={firms.map((firm) => [
              firm.name,
              <span key={firm.id} className="unit">
                {firm.creditCode}
              </span>,
            ])}
          />
        </Section>
      ) : null}
      <Section title={say({ zh: '信息副本', en: 'A copy of it all' })}>
        <p>
          {say({
            zh: '您可以带走本平台持有的关于您的全部信息（个人信息保护法第四十五条），JSON 格式。',
            en: 'You may take along everything this platform holds about you (PIPL article 45), as JSON.',
          })}
        </p>
        <p className={styles.after}>
          <a href="/api/me/copy" download="shudu-me.json" className={styles.download}>
            <Icon name="download" />
            {say({ zh: '下载副本', en: 'Download the copy' })}
          </a>
        </p>
      </Section>
    </>
  )
}
