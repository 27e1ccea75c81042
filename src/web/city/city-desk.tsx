import { useQuery } from '@tanstack/react-query'
import { type JSX, useEffect, useMemo, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { mapQuery } from '../api/measure.ts'
import {
  Brand,
  Button,
  DemoMark,
  dim,
  LanguageSwitch,
  Segments,
  ThemeSwitch,
  Trouble,
  useNow,
  useSay,
} from '../kit/index.ts'
import { CityMap, MapHeat, MapLabels, type MapPoint, MapPoints } from '../kit/map/index.ts'
import { AccountMenu } from '../shell/account-menu.tsx'
import { useSession } from '../shell/session.ts'
import { SignInWall } from '../shell/sign-in-wall.tsx'
import styles from './city-desk.module.css'
import { CityFigures } from './city-figures.tsx'
import { CityNow } from './city-now.tsx'
import { CityRepeats } from './city-repeats.tsx'
import { CityTable } from './city-table.tsx'
import { beginOf, type Period, periodIn, periods } from './periods.ts'

type Shown = 'points' | 'heat' | 'table'

/** The cockpit (值守): the map first, what is happening beside it, the five figures below; every number opens its cases. */
export function CityDesk(): JSX.Element {
  return (
    <SignInWall>
      <Cockpit />
    </SignInWall>
  )
}

function Cockpit(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const [search, setSearch] = useSearchParams()
  const period = periodIn(search.get('period'))
  const now = useNow()
  const from = beginOf(period, now)
  const choose = (name: string, value: string): void =>
    setSearch((before) => ({ ...Object.fromEntries(before), [name]: value }), { replace: true })
  useDarkCockpit()
  useEffect(() => {
    document.title = `${say({ zh: '值守', en: 'Watch' })} · ${say({ zh: '数都', en: 'Shudu' })}`
  }, [say])
  return (
    <div className={styles.cockpit}>
      <header className={styles.top}>
        <Brand city={session && say(session.city.title)} />
        <h1>{say({ zh: '城市值守', en: 'City watch' })}</h1>
        {session?.demo ? <DemoMark /> : null}
        <Segments<Period>
          label={say({ zh: '时间范围', en: 'Period' })}
          value={period}
          options={Object.entries(periods).map(([value, { words }]) => ({ value: value as Period, words: say(words) }))}
          onChange={(value) => choose('period', value)}
        />
        <span className={styles.tools}>
          <LanguageSwitch />
          <ThemeSwitch />
          <AccountMenu />
        </span>
      </header>
      <main id="main" tabIndex={-1} className={styles.body}>
        <CityNow />
        <Canvas from={from} shown={shownIn(search.get('show'))} onShow={(value) => choose('show', value)} />
        <CityRepeats />
        <CityFigures from={from} step={periods[period].step} />
      </main>
    </div>
  )
}

const shownIn = (text: string | null): Shown => (text === 'heat' || text === 'table' ? text : 'points')

/** The cockpit is dark unless the person chose otherwise: a wall in a dim room. */
function useDarkCockpit(): void {
  useEffect(() => {
    dim(true)
    return () => dim(false)
  }, [])
}

function Canvas({
  from,
  shown,
  onShow,
}: {
  readonly from: string
  readonly shown: Shown
  readonly onShow: (shown: Shown) => void
}): JSX.Element {
  const say = useSay()
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(mapQuery({ from }))
  const [onlyOpen, setOnlyOpen] = useState(true)
  const cases = useMemo(
    () => (data?.points ?? []).filter((one) => !onlyOpen || one.status === 'open'),
    [data, onlyOpen],
  )
  const points = useMemo(
    () =>
      cases.map(
        (one): MapPoint => ({
          id: one.id,
          point: one.point,
          mark: one.late && one.status === 'open' ? 'late' : one.status === 'open' ? 'working' : 'done',
        }),
      ),
    [cases],
  )
  return (
    <section className={styles.canvas} aria-label={say({ zh: '地图', en: 'Map' })}>
      <div className={styles.mapTools}>
        <Segments<Shown>
          label={say({ zh: '显示方式', en: 'Show as' })}
          value={shown}
          options={[
            { value: 'points', words: say({ zh: '点', en: 'Points' }) },
            { value: 'heat', words: say({ zh: '热力', en: 'Heat' }) },
            { value: 'table', words: say({ zh: '表格', en: 'Table' }) },
          ]}
          onChange={onShow}
        />
        <Button size="s" tone="quiet" aria-pressed={onlyOpen} onClick={() => setOnlyOpen(!onlyOpen)}>
          {onlyOpen ? say({ zh: '只看未办结', en: 'Open only' }) : say({ zh: '含已办结', en: 'Closed too' })}
        </Button>
        {data ? (
          <p className={styles.told} id="map-told">
            {say(
              { zh: '图上 {count} 件{left}', en: '{count} on the map{left}' },
              {
                count: cases.length,
                left:
                  data.leftOut > 0
                    ? say({ zh: '，另有 {n} 件较早的未画出', en: ', {n} earlier ones left out' }, { n: data.leftOut })
                    : '',
              },
            )}
          </p>
        ) : null}
      </div>
      {error ? <Trouble error={error} again={() => void refetch()} /> : null}
      {shown === 'table' ? (
        <CityTable cases={cases} />
      ) : (
        <div className={styles.map}>
          <CityMap label={say({ zh: '事项分布图', en: 'Map of cases' })} describedBy="map-told">
            <MapLabels />
            {shown === 'heat' ? (
              <MapHeat points={points} />
            ) : (
              <MapPoints points={points} onOpen={(id) => void navigate(`/desk/cases/${id}`)} />
            )}
          </CityMap>
        </div>
      )}
    </section>
  )
}
