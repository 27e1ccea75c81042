import { useMutation, useQuery } from '@tanstack/react-query'
import { type JSX, lazy, Suspense } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import type { Words } from '../../kernel/words.ts'
import { answerInteraction, type Interaction, interactionQuery } from '../api/account.ts'
import { Button, Buttons, Icon, Loading, Page, Trouble, useSay } from '../kit/index.ts'
import { PlainFrame } from '../shell/plain-frame.tsx'
import { useSession, useSignOut } from '../shell/session.ts'
import styles from './account.module.css'
import { Loaded } from './loaded.tsx'

const SignIn = lazy(async () => ({ default: (await import('../shell/pages.ts')).SignIn }))

/** `/sign-in`: one's own way in, or with `?uid=` what an application asks to be allowed (OpenID Connect Core 3.1.2.4). */
export function SignInOrAllow(): JSX.Element {
  const [asked] = useSearchParams()
  const uid = asked.get('uid')
  if (uid !== null) return <Allow uid={uid} />
  return (
    <Suspense fallback={<main id="main" />}>
      <SignIn />
    </Suspense>
  )
}

function Allow({ uid }: { readonly uid: string }): JSX.Element {
  const say = useSay()
  const session = useSession()
  const interaction = useQuery(interactionQuery(uid))
  return (
    <PlainFrame>
      <Page title={say({ zh: '应用请求登录', en: 'An application asks' })}>
        <Loaded query={interaction}>
          {(data) => (session === undefined ? <Loading /> : <Question uid={uid} interaction={data} />)}
        </Loaded>
      </Page>
    </PlainFrame>
  )
}

const scopeWords: Readonly<Record<string, Words>> = {
  profile: { zh: '您的姓名和语言', en: 'Your name and language' },
  phone: { zh: '您的手机号', en: 'Your telephone number' },
  email: { zh: '您的电子邮箱', en: 'Your e-mail address' },
  posts: { zh: '您的岗位', en: 'Your posts' },
  offline_access: { zh: '您不在时继续使用以上权限', en: 'To go on using this while you are away' },
}

function Question({ uid, interaction }: { readonly uid: string; readonly interaction: Interaction }): JSX.Element {
  const say = useSay()
  const session = useSession()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const answer = useMutation({
    mutationFn: (allow: boolean) => answerInteraction(uid, allow),
    onSuccess: ({ to }) => location.assign(to),
  })
  const title = say(interaction.client.title)
  const here = `/sign-in?uid=${encodeURIComponent(uid)}`
  const toSignIn = (): void => void navigate(`/sign-in?to=${encodeURIComponent(here)}`)
  if (session?.actor.kind !== 'person')
    return (
      <>
        <p>
          {say(
            { zh: '“{title}”请您用本平台的账户登录。', en: '“{title}” asks you to sign in with your account here.' },
            { title },
          )}
        </p>
        <div className={styles.after}>
          <Button tone="primary" onClick={toSignIn}>
            {say({ zh: '去登录', en: 'Sign in to go on' })}
          </Button>
        </div>
      </>
    )
  const consents = interaction.prompt === 'consent'
  return (
    <>
      <p>
        {consents
          ? say(
              { zh: '{name}，“{title}”请求使用：', en: '{name}, “{title}” asks to use:' },
              { title, name: session.actor.name },
            )
          : say(
              { zh: '以 {name} 的身份登录“{title}”？', en: 'Sign in to “{title}” as {name}?' },
              { title, name: session.actor.name },
            )}
      </p>
      {consents ? (
        <ul className={styles.asks}>
          <li>
            <Icon name="check" />
            {say({ zh: '确认您是谁', en: 'Who you are' })}
          </li>
          {interaction.scopes.map((scope) => (
            <li key={scope}>
              <Icon name="check" />
              {scopeWords[scope] ? (
                say(scopeWords[scope])
              ) : (
                <span>
                  {say({ zh: '以您的名义调用接口：', en: 'To call the interface in your name: ' })}
                  <code>{scope}</code>
                </span>
              )}
            </li>
          ))}
        </ul>
      ) : null}
      {answer.error ? <Trouble error={answer.error} /> : null}
      <div className={styles.after}>
        <Buttons>
          <Button tone="primary" busy={answer.isPending} onClick={() => answer.mutate(true)}>
            {consents ? say({ zh: '同意', en: 'Allow' }) : say({ zh: '继续', en: 'Continue' })}
          </Button>
          <Button busy={answer.isPending} onClick={() => answer.mutate(false)}>
            {say({ zh: '不同意', en: 'Do not allow' })}
          </Button>
          <Button tone="quiet" onClick={() => void signOut().then(toSignIn)}>
            {say({ zh: '换一个人', en: 'Somebody else' })}
          </Button>
        </Buttons>
      </div>
    </>
  )
}
