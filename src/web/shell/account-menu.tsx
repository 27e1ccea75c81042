import { type JSX, useEffect, useRef } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { Icon, useSay } from '../kit/index.ts'
import styles from './account-menu.module.css'
import { deskWords } from './desk-words.ts'
import { desksOf, useSession, useSignOut } from './session.ts'

/** Who is signed in, the desks that are theirs, the way out; or the way in. */
export function AccountMenu(): JSX.Element | null {
  const say = useSay()
  const session = useSession()
  const location = useLocation()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const box = useRef<HTMLDetailsElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: going anywhere closes the menu
  useEffect(() => {
    if (box.current) box.current.open = false
  }, [location])
  useEffect(() => {
    const outside = (event: MouseEvent): void => {
      if (box.current?.open && !box.current.contains(event.target as Node)) box.current.open = false // a mouse event's target is a node
    }
    document.addEventListener('click', outside)
    return () => document.removeEventListener('click', outside)
  }, [])
  // Nearly everybody who has just come is not signed in: the way in stands there at once and nothing moves.
  if (!session || session.actor.kind === 'anonymous')
    return (
      <Link to={`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`} className={styles.enter}>
        {say({ zh: '登录', en: 'Sign in' })}
      </Link>
    )
  return (
    <details
      ref={box}
      className={styles.menu}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !box.current?.open) return
        box.current.open = false
        box.current.querySelector('summary')?.focus()
      }}
    >
      <summary>
        <Icon name="person" />
        <span className={styles.name}>{session.actor.name}</span>
        <Icon name="down" size={1} />
      </summary>
      <div className={styles.sheet}>
        {session.actor.posts.length > 0 ? (
          <ul className={styles.posts}>
            {session.actor.posts.map((post) => (
              <li key={`${post.path}${post.role}`}>
                {say(post.title)}
                {post.delegatedBy ? say({ zh: '（代理）', en: ' (deputy)' }) : ''}
              </li>
            ))}
          </ul>
        ) : null}
        <ul>
          {desksOf(session).map((desk) => (
            <li key={desk}>
              <Link to={`/${desk}`}>{say(deskWords[desk])}</Link>
            </li>
          ))}
          <li>
            <Link to="/mine">{say({ zh: '我的诉求', en: 'My reports' })}</Link>
          </li>
          <li>
            <Link to="/account">{say({ zh: '账户与安全', en: 'Account and security' })}</Link>
          </li>
          <li>
            <button
              type="button"
              onClick={() => {
                void signOut().then(() => navigate('/'))
              }}
            >
              <Icon name="signout" />
              {say({ zh: '退出登录', en: 'Sign out' })}
            </button>
          </li>
        </ul>
      </div>
    </details>
  )
}
