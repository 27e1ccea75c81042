import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { offeredPacksQuery, type PackSummary } from '../api/packs.ts'
import { Empty, Icon, Loading, Page, Trouble, useSay } from '../kit/index.ts'
import styles from './services.module.css'

/** Everything a person can begin in this city: what its packs offer. */
export function Services(): JSX.Element {
  const say = useSay()
  const packs = useQuery(offeredPacksQuery)
  return (
    <Page
      title={say({ zh: '办事', en: 'Services' })}
      lead={say({ zh: '在这座城市可以开始办的事。', en: 'What you can begin in this city.' })}
    >
      {packs.error ? <Trouble error={packs.error} again={() => void packs.refetch()} /> : null}
      {packs.isPending ? <Loading /> : null}
      {packs.data ? <PackChoice packs={packs.data} /> : null}
    </Page>
  )
}

/** Packs to choose from, each with what it is for. */
export function PackChoice({
  packs,
  words,
}: {
  readonly packs: readonly PackSummary[]
  /** What the person already said; goes along. */
  readonly words?: string | undefined
}): JSX.Element {
  const say = useSay()
  if (packs.length === 0) return <Empty title={say({ zh: '还没有可办的事项', en: 'Nothing can be begun here yet' })} />
  return (
    <ul className={styles.list}>
      {packs.map((pack) => (
        <li key={pack.name}>
          <Link to={`/report/${pack.name}${words ? `?words=${encodeURIComponent(words)}` : ''}`}>
            <span>
              <strong>{say(pack.title)}</strong>
              <span>{say(pack.about)}</span>
            </span>
            <Icon name="go" />
          </Link>
        </li>
      ))}
    </ul>
  )
}
