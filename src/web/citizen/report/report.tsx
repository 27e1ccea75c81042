import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Navigate, useParams, useSearchParams } from 'react-router'
import { offeredPacksQuery, packQuery } from '../../api/packs.ts'
import { ButtonLink, Empty, Loading, Page, Trouble, useSay } from '../../kit/index.ts'
import { isStaff, useSession } from '../../shell/session.ts'
import { PackChoice } from '../services.tsx'
import { ReportWizard } from './report-wizard.tsx'

/** Reporting: straight to the form where the city has one kind of report, else a choice first. */
export function Report(): JSX.Element {
  const say = useSay()
  const { pack: name } = useParams()
  const [asked] = useSearchParams()
  const packs = useQuery(offeredPacksQuery)
  const only = packs.data?.length === 1 ? packs.data[0]?.name : undefined
  const pack = useQuery(packQuery(name ?? ''))
  const session = useSession()
  const title = say({ zh: '反映一件事', en: 'Report something' })
  if (name === undefined && only) return <Navigate to={`/report/${only}${asked.size > 0 ? `?${asked}` : ''}`} replace />
  if (name === undefined)
    return (
      <Page title={title} lead={say({ zh: '先选一类。', en: 'Choose a kind first.' })}>
        {packs.error ? <Trouble error={packs.error} again={() => void packs.refetch()} /> : null}
        {packs.isPending ? (
          <Loading />
        ) : (
          <PackChoice packs={packs.data ?? []} words={asked.get('words') ?? undefined} />
        )}
      </Page>
    )
  const begunBy = pack.data?.begunBy
  // Said before anybody fills a form in that the city would not take.
  if (pack.data && (begunBy === 'system' || (begunBy === 'staff' && !isStaff(session))))
    return (
      <Page title={say(pack.data.title)} lead={say(pack.data.about)}>
        <Empty
          icon="phone"
          title={
            begunBy === 'system'
              ? say({ zh: '这类事项由系统按信号立案', en: 'The city opens these itself, from what it hears' })
              : say({ zh: '这类事项由工作人员立案', en: 'Staff open these' })
          }
          action={
            <ButtonLink tone="primary" after="go" to={`/report${asked.size > 0 ? `?${asked}` : ''}`}>
              {title}
            </ButtonLink>
          }
        >
          {say({
            zh: '您看到的情况，请直接告诉我们，会转给责任单位。',
            en: 'Tell us what you saw: it goes to those who answer for it.',
          })}
        </Empty>
      </Page>
    )
  if (pack.data) return <ReportWizard pack={pack.data} words={asked.get('words') ?? undefined} />
  return (
    <Page title={title}>
      {pack.error ? <Trouble error={pack.error} again={() => void pack.refetch()} /> : <Loading />}
    </Page>
  )
}
