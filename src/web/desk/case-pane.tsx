import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useSearchParams } from 'react-router'
import { caseQuery, type ListView } from '../api/cases.ts'
import { packQuery } from '../api/packs.ts'
import { Icon, Loading, Trouble, useSay } from '../kit/index.ts'
import styles from './case.module.css'
import { CaseDesk } from './case-desk.tsx'

/** One case in the workbench: read, and acted upon. */
export function CasePane({ id, view }: { readonly id: string; readonly view: ListView }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const [asked] = useSearchParams()
  const found = useQuery({ ...caseQuery(id), refetchInterval: 60_000 })
  const { data: pack } = useQuery(packQuery(found.data?.case.hash ?? ''))
  const refresh = (): void => {
    void queries.invalidateQueries({ queryKey: ['case', id] })
    void queries.invalidateQueries({ queryKey: ['cases'] })
  }
  return (
    <article className={styles.pane}>
      <Link to={{ pathname: `/desk/${view}`, search: asked.toString() }} className={styles.back} data-print="no">
        <Icon name="back" />
        {say({ zh: '清单', en: 'List' })}
      </Link>
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.data && pack ? (
        <CaseDesk view={found.data} pack={pack} onChanged={refresh} />
      ) : found.error ? null : (
        <Loading lines={6} />
      )}
    </article>
  )
}
