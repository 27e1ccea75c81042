import { useInfiniteQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Navigate, useSearchParams } from 'react-router'
import { type Found, searchQuery } from '../api/search.ts'
import { Button, ButtonLink, Loading, Marked, Page, Section, Trouble, useSay } from '../kit/index.ts'
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
  const found = useInfiniteQuery(searchQuery(words))
  if (code) return <Navigate to={`/t/${code}`} replace />
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page title={say({ zh: '查找', en: 'Search' })}>
      <SearchForm key={words} start={words} />
      {words ? (
        <div className={styles.tell}>
          <p>
            <strong>{say({ zh: '把这句话直接告诉我们', en: 'Tell us just that' })}</strong>
            <span>“{words}”</span>
          </p>
          <ButtonLink tone="primary" after="go" to={`/report?words=${encodeURIComponent(words)}`}>
            {say({ zh: '反映这件事', en: 'Report it' })}
          </ButtonLink>
        </div>
      ) : null}
      {words ? (
        <Section title={say({ zh: '找到的', en: 'Found' })}>
          {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
          {found.isPending ? <Loading /> : null}
          {found.data?.pages[0]?.isLoose && items.length > 0 ? (
            <p>{say({ zh: '没有完全相符的，下面的沾边。', en: 'Nothing has all the words; these have some.' })}</p>
          ) : null}
          {found.data && items.length === 0 ? (
            <p>{say({ zh: '没有现成的内容，请直接反映。', en: 'Nothing ready-made: just tell us.' })}</p>
          ) : null}
          <CaseLines>
            {items.map((item) => (
              <FoundLine key={`${item.kind}${item.id}`} item={item} />
            ))}
          </CaseLines>
          {found.hasNextPage ? (
            <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {say({ zh: '再看一些', en: 'More' })}
            </Button>
          ) : null}
        </Section>
      ) : null}
    </Page>
  )
}

function FoundLine({ item }: { readonly item: Found }): JSX.Element {
  const say = useSay()
  const text = item.text && say(item.text)
  return (
    <CaseLine
      to={item.to}
      title={<Marked text={say(item.title)} marks={item.marks.title[say.language]} />}
      {...(item.status && { status: item.status })}
      demo={item.demo}
    >
      {text ? (
        <span>
          <Marked text={text} marks={item.marks.text[say.language]} />
        </span>
      ) : null}
    </CaseLine>
  )
}
