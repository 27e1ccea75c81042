import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Navigate, useSearchParams } from 'react-router'
import { searchQuery } from '../api/search.ts'
import { ButtonLink, Loading, Page, Section, Trouble, useSay } from '../kit/index.ts'
import { CaseLine, CaseLines } from './case-lines.tsx'
import { SearchForm } from './home.tsx'
import { readCode } from './read-code.ts'
import styles from './search.module.css'

/** What the words lead to: a report by its code at once; else what the city found, and always the way to say it to somebody. */
export function Search(): JSX.Element {
  const say = useSay()
  const [asked] = useSearchParams()
  const words = (asked.get('q') ?? '').trim()
  const code = readCode(words)
  const found = useQuery(searchQuery(words))
  if (code) return <Navigate to={`/t/${code}`} replace />
  const items = found.data?.items ?? []
  return (
    <Page title={say({ zh: '查找', en: 'Search' })}>
      <SearchForm key={words} start={words} />
      <div className={styles.tell}>
        <p>
          <strong>{say({ zh: '把这句话直接告诉我们', en: 'Tell us just that' })}</strong>
          <span>“{words}”</span>
        </p>
        <ButtonLink tone="primary" after="go" to={`/report?words=${encodeURIComponent(words)}`}>
          {say({ zh: '反映这件事', en: 'Report it' })}
        </ButtonLink>
      </div>
      <Section title={say({ zh: '找到的', en: 'Found' })}>
        {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
        {found.isPending && words ? <Loading /> : null}
        {found.data && items.length === 0 ? (
          <p>{say({ zh: '没有现成的内容，请直接反映。', en: 'Nothing ready-made: just tell us.' })}</p>
        ) : null}
        <CaseLines>
          {items.map((item) => (
            <CaseLine
              key={`${item.kind}${item.id}`}
              to={item.to}
              title={say(item.title)}
              {...(item.status && { status: item.status })}
            >
              {item.text ? <span>{say(item.text)}</span> : null}
            </CaseLine>
          ))}
        </CaseLines>
      </Section>
    </Page>
  )
}
