import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { text } from '../../kernel/record/index.ts'
import { passkeySignIn } from '../api/passkeys.ts'
import { type DemoPerson, demoPeopleQuery, type Session, signIn, signInAs } from '../api/session.ts'
import { FieldView } from '../kit/form/index.ts'
import { Button, Icon, Loading, Page, Section, Trouble, useSay } from '../kit/index.ts'
import { PlainFrame } from './plain-frame.tsx'
import { desksOf, enter, useSession } from './session.ts'
import styles from './sign-in.module.css'

/** A path of ours to go to after signing in, never another site. */
const safePath = (to: string | null): string | undefined => (to && /^\/(?![/\\])/.test(to) ? to : undefined)

/** Signing in: with a password, with a passkey, or in a demonstration city as one of its people. */
export function SignIn(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [asked] = useSearchParams()
  const go = (next: Session): void => {
    enter(queries, next)
    const desk = desksOf(next)[0]
    void navigate(safePath(asked.get('to')) ?? (desk ? `/${desk}` : '/mine'), { replace: true })
  }
  return (
    <PlainFrame>
      <Page
        title={say({ zh: '登录', en: 'Sign in' })}
        lead={
          safePath(asked.get('to'))
            ? say({
                zh: '刚才的页面要登录才能看，登录后就回到那里，已填写的内容会保留。',
                en: 'The page you asked for needs you to sign in. You will go back there; what you filled in is kept.',
              })
            : undefined
        }
        back={{ to: '/', words: say({ zh: '首页', en: 'Home' }) }}
      >
        <Passwords onEnter={go} />
        {session?.demo ? <DemoPeople onEnter={go} /> : null}
      </Page>
    </PlainFrame>
  )
}

const fields = {
  login: text({ zh: '用户名', en: 'User name' }),
  password: text({ zh: '密码', en: 'Password' }),
}

function Passwords({ onEnter }: { readonly onEnter: (session: Session) => void }): JSX.Element {
  const say = useSay()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const byPassword = useMutation({ mutationFn: () => signIn(login, password), onSuccess: onEnter })
  const byKey = useMutation({ mutationFn: passkeySignIn, onSuccess: onEnter })
  const busy = byPassword.isPending || byKey.isPending
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) byPassword.mutate()
      }}
    >
      {byPassword.error ? <Trouble error={byPassword.error} /> : null}
      {byKey.error ? <Trouble error={byKey.error} /> : null}
      <FieldView
        name="login"
        field={fields.login}
        value={login}
        onChange={(value) => setLogin(String(value ?? ''))}
        as={{ autoComplete: 'username webauthn' }}
      />
      <FieldView
        name="password"
        field={fields.password}
        value={password}
        onChange={(value) => setPassword(String(value ?? ''))}
        as={{ type: 'password', autoComplete: 'current-password' }}
      />
      <div className={styles.ways}>
        <Button type="submit" tone="primary" busy={byPassword.isPending}>
          {say({ zh: '登录', en: 'Sign in' })}
        </Button>
        {'PublicKeyCredential' in window ? (
          <Button icon="shield" busy={byKey.isPending} onClick={() => byKey.mutate()}>
            {say({ zh: '用通行密钥登录', en: 'Use a passkey' })}
          </Button>
        ) : null}
      </div>
    </form>
  )
}

function DemoPeople({ onEnter }: { readonly onEnter: (session: Session) => void }): JSX.Element {
  const say = useSay()
  const people = useQuery(demoPeopleQuery)
  const choose = useMutation({ mutationFn: signInAs, onSuccess: onEnter })
  const groups: readonly (readonly [string, readonly DemoPerson[]])[] = [
    [say({ zh: '市民', en: 'Residents' }), (people.data?.items ?? []).filter((person) => person.posts.length === 0)],
    [say({ zh: '工作人员', en: 'Officials' }), (people.data?.items ?? []).filter((person) => person.posts.length > 0)],
  ]
  return (
    <Section title={say({ zh: '以演示人员进入', en: 'Enter as somebody of the demonstration' })}>
      {people.isPending ? <Loading /> : null}
      {people.error ? <Trouble error={people.error} again={() => void people.refetch()} /> : null}
      {choose.error ? <Trouble error={choose.error} /> : null}
      {groups.map(([title, members]) =>
        members.length === 0 ? null : (
          <div key={title} className={styles.group}>
            <h3>{title}</h3>
            <ul className={styles.people}>
              {members.map((person) => (
                <li key={person.id}>
                  <button type="button" onClick={() => choose.mutate(person.id)} disabled={choose.isPending}>
                    <Icon name="person" />
                    <span>
                      <strong>{person.name}</strong>
                      <span>{say(person.note)}</span>
                      {person.posts.map((post) => (
                        <small key={`${post.path}${post.role}`}>{say(post.title)}</small>
                      ))}
                    </span>
                    <Icon name="right" />
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ),
      )}
    </Section>
  )
}
