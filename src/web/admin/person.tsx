import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useParams } from 'react-router'
import { roles } from '../../kernel/access/index.ts'
import { choice, officeField } from '../../kernel/record/index.ts'
import { ActButton } from '../account/act-button.tsx'
import { type PasswordLink, type Person as PersonView, personQuery } from '../api/admin.ts'
import { type Personal, readPersonal } from '../api/admin-people.ts'
import { api } from '../api/client.ts'
import { roleWords } from '../case/index.ts'
import { QuickForm } from '../kit/form/index.ts'
import { Buttons, Facts, Loading, Page, Section, sayDate, Trouble, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './admin.module.css'
import { OnceLink } from './once-link.tsx'

const postFields = {
  office: officeField({ zh: '机构', en: 'Office' }),
  role: choice({ zh: '角色', en: 'Role' }, Object.fromEntries(roles.map((role) => [role, roleWords[role]]))),
}

/** One person: who, which posts, whether they may act, how they get in again. */
export function PersonPage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const person = useQuery(personQuery(id))
  return (
    <Page
      title={person.data?.name ?? say({ zh: '人员', en: 'Person' })}
      back={{ to: '/admin/people', words: say({ zh: '人员', en: 'People' }) }}
    >
      {person.error ? <Trouble error={person.error} again={() => void person.refetch()} /> : null}
      {person.isPending ? <Loading /> : null}
      {person.data ? <PersonDesk person={person.data} /> : null}
    </Page>
  )
}

function PersonDesk({ person }: { readonly person: PersonView }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const may = hasRole(useSession(), 'administrator') && person.status !== 'erased'
  const [link, setLink] = useState<PasswordLink>()
  const [personal, setPersonal] = useState<Personal>()
  const took = (next: PersonView): void => {
    queries.setQueryData(personQuery(person.id).queryKey, next)
    void queries.invalidateQueries({ queryKey: ['admin', 'people'] })
  }
  const path = `/api/admin/people/${person.id}`
  const held = person.posts.map(({ office, role }) => ({ office, role: role as string }))
  return (
    <div className={styles.stack}>
      {link ? <OnceLink link={link} /> : null}
      <Facts
        facts={[
          [say({ zh: '用户名', en: 'User name' }), person.login ?? ''],
          [say({ zh: '电话', en: 'Phone' }), person.phone ?? ''],
          [
            say({ zh: '状态', en: 'State' }),
            person.status === 'active' ? say({ zh: '在用', en: 'Active' }) : say({ zh: '停用', en: 'Inactive' }),
          ],
        ]}
      />
      {personal ? <InFull personal={personal} /> : null}
      {may ? (
        <Buttons>
          {person.login !== undefined && person.kind !== 'service' ? (
            <ActButton
              words={say({ zh: '重置密码', en: 'Reset the password' })}
              icon="link"
              ask={say({
                zh: '会生成一个新的一次性链接，以前发出的链接作废。',
                en: 'Makes a new one-time link; links given before are void.',
              })}
              run={() => api<PasswordLink>(`${path}/password-link`, { method: 'POST' })}
              onDone={setLink}
            />
          ) : null}
          <ActButton
            words={say({ zh: '退出所有设备', en: 'Sign out everywhere' })}
            icon="signout"
            ask={say({ zh: '此人在所有设备上都要重新登录。', en: 'The person has to sign in again on every device.' })}
            run={() => api<void>(`${path}/sign-out`, { method: 'POST' })}
            said={{ zh: '已退出所有设备', en: 'Signed out everywhere' }}
          />
          <ActButton
            words={say({ zh: '查看完整信息', en: 'See personal fields' })}
            icon="eye"
            ask={say({
              zh: '手机号、邮箱和身份号码。本人会在查阅记录里看到您看了。',
              en: 'Telephone, e-mail and citizen number. The person sees in the log that you looked.',
            })}
            run={() => readPersonal(person.id)}
            onDone={setPersonal}
          />
          {person.status === 'active' ? (
            <ActButton
              words={say({ zh: '停用', en: 'Make inactive' })}
              tone="danger"
              ask={say(
                {
                  zh: '{name} 不能再登录和办事，已登录的设备、令牌和代理立即失效。以后可以再启用。',
                  en: '{name} can no longer sign in or act; devices, tokens and delegations end at once. It can be undone.',
                },
                { name: person.name },
              )}
              run={() => api<PersonView>(`${path}/status`, { method: 'POST', body: { status: 'inactive' } })}
              said={{ zh: '已停用', en: 'Made inactive' }}
              onDone={took}
            />
          ) : (
            <ActButton
              words={say({ zh: '启用', en: 'Make active' })}
              run={() => api<PersonView>(`${path}/status`, { method: 'POST', body: { status: 'active' } })}
              said={{ zh: '已启用', en: 'Made active' }}
              onDone={took}
            />
          )}
        </Buttons>
      ) : null}
      <Section title={say({ zh: '岗位', en: 'Posts' })}>
        <ul className={styles.posts}>
          {person.posts.map((post, index) => (
            <li key={post.id}>
              <span>
                {say(post.title)} · {say(roleWords[post.role])} · {sayDate(say, post.from)}
              </span>
              {may ? (
                <ActButton
                  words={say({ zh: '免去', en: 'End' })}
                  label={say({ zh: '免去 {post}', en: 'End {post}' }, { post: say(post.title) })}
                  tone="danger"
                  ask={say(
                    {
                      zh: '{name} 不再任 {office} {role}，由此给出的代理一并结束。',
                      en: '{name} is no longer {role} at {office}; delegations of this post end with it.',
                    },
                    { name: person.name, office: say(post.title), role: say(roleWords[post.role]) },
                  )}
                  run={() =>
                    api<PersonView>(`${path}/posts`, {
                      method: 'PUT',
                      body: { posts: held.filter((_, other) => other !== index) },
                    })
                  }
                  said={{ zh: '岗位已免去', en: 'Post ended' }}
                  onDone={took}
                />
              ) : null}
            </li>
          ))}
        </ul>
        {may ? (
          <div className={styles.narrow}>
            <h3>{say({ zh: '任新岗位', en: 'Give a post' })}</h3>
            <QuickForm
              fields={postFields}
              submit={say({ zh: '任命', en: 'Give' })}
              run={({ office, role }) =>
                api<PersonView>(`${path}/posts`, { method: 'PUT', body: { posts: [...held, { office, role }] } })
              }
              onDone={took}
            />
          </div>
        ) : null}
      </Section>
    </div>
  )
}

function InFull({ personal }: { readonly personal: Personal }): JSX.Element {
  const say = useSay()
  const none = say({ zh: '未登记', en: 'not recorded' })
  return (
    <Facts
      facts={[
        [say({ zh: '手机号', en: 'Telephone' }), personal.phone ?? none],
        [say({ zh: '电子邮箱', en: 'E-mail' }), personal.email ?? none],
        [say({ zh: '公民身份号码', en: 'Citizen number' }), personal.citizenNumber ?? none],
      ]}
    />
  )
}
