import { useQuery } from '@tanstack/react-query'
import { type JSX, lazy, Suspense, useId, useState } from 'react'
import { nearQuery } from '../api/cases.ts'
import { caseTitle } from '../case/index.ts'
import { Button, Empty, Loading, Page, Segments, sayWhen, Trouble, useSay } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import styles from './around.module.css'
import { CaseLine, CaseLines } from './case-lines.tsx'

const AroundMap = lazy(() => import('./around-map.tsx').then((module) => ({ default: module.AroundMap })))

type Where = { readonly point: readonly [number, number]; readonly mine: boolean }

/** What was reported around a place in the last month: a list first, the map for those who would rather look. */
export function Around(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const list = useId()
  const [where, setWhere] = useState<Where>()
  const [trouble, setTrouble] = useState(false)
  const [radius, setRadius] = useState<'500' | '1000' | '2000'>('1000')
  const centre = where?.point ?? session?.city.centre
  const near = useQuery(nearQuery(centre, Number(radius)))
  const locate = (): void =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => setWhere({ point: [coords.longitude, coords.latitude], mine: true }),
      () => setTrouble(true),
      { enableHighAccuracy: false, timeout: 10_000, maximumAge: 300_000 },
    )
  return (
    <Page
      title={say({ zh: '看看附近', en: 'What is near by' })}
      lead={
        where?.mine
          ? say({ zh: '您周围一个月内反映的事。', en: 'Reported around you within a month.' })
          : say({
              zh: '地图中心周围一个月内反映的事，移动地图可换地方。',
              en: 'Reported around the middle of the map within a month; move the map to look elsewhere.',
            })
      }
      width="wide"
    >
      <div className={styles.ways}>
        <Button icon="target" onClick={locate}>
          {say({ zh: '到我这里', en: 'Around me' })}
        </Button>
        <Segments
          label={say({ zh: '多远以内', en: 'Within' })}
          value={radius}
          onChange={setRadius}
          options={[
            { value: '500', words: say({ zh: '500 米', en: '500 m' }) },
            { value: '1000', words: say({ zh: '1 公里', en: '1 km' }) },
            { value: '2000', words: say({ zh: '2 公里', en: '2 km' }) },
          ]}
        />
        {trouble ? (
          <span role="status">
            {say({ zh: '没有得到定位，请移动地图。', en: 'No position: move the map instead.' })}
          </span>
        ) : null}
      </div>
      <div className={styles.split}>
        <div className={styles.map}>
          <Suspense fallback={<Loading lines={6} />}>
            {centre ? (
              <AroundMap
                centre={centre}
                cases={near.data ?? []}
                describedBy={list}
                onMove={(point) => setWhere({ point, mine: false })}
              />
            ) : null}
          </Suspense>
        </div>
        <section id={list} aria-label={say({ zh: '附近反映的事', en: 'Reported near by' })}>
          {near.error ? <Trouble error={near.error} again={() => void near.refetch()} /> : null}
          {near.isPending && centre ? <Loading /> : null}
          {near.data?.length === 0 ? (
            <Empty
              icon="place"
              title={say({ zh: '这一带一个月内没有公开的诉求', en: 'Nothing public was reported here within a month' })}
            />
          ) : null}
          <CaseLines>
            {(near.data ?? []).map((item) => (
              <CaseLine key={item.id} title={caseTitle(say, item)} status={item.status} demo={item.demo}>
                <span>{say({ zh: '{metres} 米外', en: '{metres} m away' }, { metres: item.metres })}</span>
                <span>{sayWhen(say, item.openedAt)}</span>
                {item.reports > 1 ? (
                  <span>
                    {say.count(item.reports, { zh: '{n} 人反映', en: { one: '{n} report', other: '{n} reports' } })}
                  </span>
                ) : null}
              </CaseLine>
            ))}
          </CaseLines>
        </section>
      </div>
    </Page>
  )
}
