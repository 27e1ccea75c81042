import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { checkPasswordLink, spendPasswordLink } from '../api/account.ts'
import { Button, Empty, Page, Trouble, useSay } from '../kit/index.ts'
import { enter } from '../shell/session.ts'
import styles from './account.module.css'
import { Loaded } from './loaded.tsx'
import { NewPassword } from './new-password.tsx'

/** Setting a password by a one-time link. The secret stands behind `#` and is sent to nobody on the way. */
export function PasswordLink(): JSX.Element {
  const say = useSay()
  const given = useLocation().hash.slice(1)
  // A link that was cut off on the way is told here, in words, instead of being tried.
  const secret = /^[A-Za-z0-9_-]{43}$/.test(given) ? given : ''
  const link = useQuery({
    queryKey: ['password-link', secret],
    queryFn: () => checkPasswordLink(secret),
    enabled: secret !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Page title={say({ zh: '设置密码', en: 'Set a password' })}>
      {secret === '' ? (
        <Empty icon="link" title={say({ zh: '链接不完整', en: 'The link is not whole' })}>
          {say({
            zh: '请复制收到的整个链接，包括“#”后面的部分。',
            en: 'Copy the whole link that you were given, with what follows the “#”.',
          })}
        </Empty>
      ) : (
        <Loaded query={link}>{({ login }) => <Choose secret={secret} login={login} />}</Loaded>
      )}
    </Page>
  )
}

function Choose({ secret, login }: { readonly secret: string; readonly login: string }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [password, setPassword] = useState('')
  const spend = useMutation({
    mutationFn: () => spendPasswordLink(secret, password),
    onSuccess: (session) => {
      enter(queries, session)
      void navigate('/account', { replace: true })
    },
  })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!spend.isPending && password !== '') spend.mutate()
      }}
    >
      <p>
        {say({ zh: '用户名：', en: 'User name: ' })}
        <strong>{login}</strong>
      </p>
      <input type="hidden" name="username" autoComplete="username" value={login} readOnly />
      {spend.error ? <Trouble error={spend.error} /> : null}
      <NewPassword value={password} onChange={setPassword} />
      <div>
        <Button type="submit" tone="primary" busy={spend.isPending}>
          {say({ zh: '设置并登录', en: 'Set it and sign in' })}
        </Button>
      </div>
    </form>
  )
}
