import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useParams } from 'react-router'
import { roles } from '../../kernel/access/index.ts'
import { choice, officeField } from '../../kernel/record/index.ts'
import { type PasswordLink, type Person as PersonView, personQuery } from '../api/admin.ts'
import { api } from '../api/client.ts'
import { roleWords } from '../case/index.ts'
import { QuickForm } from '../kit/form/index.ts'
import { Button, Buttons, Facts, Loading, notify, Page, Section, sayDate, Trouble, useSay } from '../kit/index.ts'
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
  const [link, setLink] = useState<PasswordLink>()
  const took = (next: PersonView): void => {
    queries.setQueryData(personQuery(person.id).queryKey, next)
    void queries.invalidateQueries({ queryKey: ['admin', 'people'] })
  }
  const path = `/api/admin/people/${person.id}`
  const status = useMutation({
    mutationFn: (wanted: 'active' | 'inactive') =>
      api<PersonView>(`${path}/status`, { method: 'POST', body: { status: wanted } }),
    onSuccess: took,
  })
  const signOut = useMutation({
    mutationFn: () => api<void>(`${path}/sign-out`, { method: 'POST' }),
    onSuccess: () => notify({ zh: '已退出所有设备', en: 'Signed out everywhere' }),
  })
  const reset = useMutation({
    mutationFn: () => api<PasswordLink>(`${path}/password-link`, { method: 'POST' }),
    onSuccess: setLink,
  })
  const posts = useMutation({
    mutationFn: (wanted: readonly { readonly office: string; readonly role: string }[]) =>
      api<PersonView>(`${path}/posts`, { method: 'PUT', body: { posts: wanted } }),
    onSuccess: took,
  })
  const held = person.posts.map(({ office, role }) => ({ office, role: role as string }))
  const error = status.error ?? signOut.error ?? reset.error ?? posts.error
  return (
    <div className={styles.stack}>
      {error ? <Trouble error={error} /> : null}
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
      <Buttons>
        <Button icon="link" busy={reset.isPending} onClick={() => reset.mutate()}>
          {say({ zh: '重置密码', en: 'Reset the password' })}
        </Button>
        <Button icon="signout" busy={signOut.isPending} onClick={() => signOut.mutate()}>
          {say({ zh: '退出所有设备', en: 'Sign out everywhere' })}
        </Button>
        {person.status === 'active' ? (
          <Button tone="danger" busy={status.isPending} onClick={() => status.mutate('inactive')}>
            {say({ zh: '停用', en: 'Make inactive' })}
          </Button>
        ) : (
          <Button busy={status.isPending} onClick={() => status.mutate('active')}>
            {say({ zh: '启用', en: 'Make active' })}
          </Button>
        )}
      </Buttons>
      <Section title={say({ zh: '岗位', en: 'Posts' })}>
        <ul className={styles.posts}>
          {person.posts.map((post, index) => (
            <li key={post.id}>
              <span>
                {say(post.title)} · {say(roleWords[post.role])} · {sayDate(say, post.from)}
              </span>
              <Button
                size="s"
                tone="danger"
                busy={posts.isPending}
                onClick={() => posts.mutate(held.filter((_, other) => other !== index))}
              >
                {say({ zh: '免去', en: 'End' })}
              </Button>
            </li>
          ))}
        </ul>
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
      </Section>
    </div>
  )
}
