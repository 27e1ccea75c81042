import { useQuery } from '@tanstack/react-query'
import { type JSX, useEffect, useState } from 'react'
import { mapQuery, situationQuery } from '../api/measure.ts'
import { type Breach, signsQuery } from '../api/signs.ts'
import { Button, IconButton, Segments, Trouble, useMedia, useSay, useShortcuts } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import { Arrivals } from './arrivals.tsx'
import styles from './cockpit.module.css'
import { CockpitMap, type MapMode, MapNote } from './cockpit-map.tsx'
import { DistrictTable } from './district-table.tsx'
import { DutyPanel } from './duty-panel.tsx'
import { FiguresPanel } from './figures-panel.tsx'
import { LivePanel } from './live-panel.tsx'
import { mayBeOnDuty, maySeeFigures } from './may.ts'
import { NowPanel } from './now-panel.tsx'
import { SignsPanel } from './signs-panel.tsx'
import { useCriticalSound } from './use-critical-sound.ts'
import { type Stretch, usePeriod } from './use-period.ts'
import { WarningsPanel } from './warnings-panel.tsx'

const none: readonly Breach[] = []

/** The city at this moment: the map is the canvas, panels lie on it and fold away, every number opens its cases. */
export function Cockpit(): JSX.Element {
  const say = useSay()
  const { stretch, from, to, set } = usePeriod()
  const [mode, setMode] = useState<MapMode>('points')
  const [onlyOpen, setOnlyOpen] = useState(false)
  // On a phone panels lie under each other: those that are not asked for stay folded.
  const phone = useMedia('(max-width: 60rem)')
  const [isLeft, setLeft] = useState<boolean>()
  const [isRight, setRight] = useState<boolean>()
  const left = isLeft ?? true
  const wall = useMedia('(min-width: 160rem)')
  const session = useSession()
  // Who looks after data or the machinery sees the signs; the cases are not his.
  const cases = maySeeFigures(session)
  const right = cases && (isRight ?? !phone)
  const signs = useQuery(signsQuery())
  const sound = useCriticalSound(signs.data?.breaches)
  const situation = useQuery({ ...situationQuery, enabled: cases, refetchInterval: 30_000 })
  const points = useQuery({
    ...mapQuery('points', { from, to, limit: 5_000 }),
    enabled: cases,
    refetchInterval: 60_000,
  })
  useEffect(() => {
    document.title = `${say({ zh: '城市此刻', en: 'The city now' })} · ${say({ zh: '数都', en: 'Shudu' })}`
  }, [say])
  useShortcuts({ zh: '值守', en: 'Watch' }, [
    { keys: '1', words: { zh: '点', en: 'Points' }, run: () => setMode('points') },
    { keys: '2', words: { zh: '热度', en: 'Heat' }, run: () => setMode('heat') },
    { keys: '3', words: { zh: '按街镇', en: 'By street' }, run: () => setMode('streets') },
    { keys: '4', words: { zh: '表格', en: 'Table' }, run: () => setMode('table') },
    { keys: '[', words: { zh: '收起左栏', en: 'Fold the left panel' }, run: () => setLeft(!left) },
    { keys: ']', words: { zh: '收起右栏', en: 'Fold the right panel' }, run: () => setRight(!right) },
  ])
  return (
    <div className={styles.cockpit}>
      <h1 className="heard">{say({ zh: '城市此刻', en: 'The city now' })}</h1>
      <div className={styles.canvas}>
        {mode === 'table' ? (
          <div className={styles.table}>
            <DistrictTable from={from} to={to} />
          </div>
        ) : (
          <CockpitMap
            mode={mode}
            view={points.data}
            onlyOpen={onlyOpen}
            breaches={signs.data?.breaches ?? none}
            from={from}
            to={to}
          />
        )}
      </div>
      <div className={styles.controls}>
        <IconButton
          icon="fold"
          label={
            left
              ? say({ zh: '收起左栏', en: 'Fold the left panel' })
              : say({ zh: '展开左栏', en: 'Open the left panel' })
          }
          aria-expanded={left}
          onClick={() => setLeft(!left)}
        />
        <div className={styles.ways} hidden={!cases}>
          <Segments<Stretch>
            label={say({ zh: '多久以来', en: 'Since when' })}
            value={stretch}
            onChange={set}
            options={[
              { value: 'day', words: say({ zh: '24 小时', en: '24 hours' }) },
              { value: 'week', words: say({ zh: '7 天', en: '7 days' }) },
              { value: 'month', words: say({ zh: '30 天', en: '30 days' }) },
              { value: 'quarter', words: say({ zh: '90 天', en: '90 days' }) },
            ]}
          />
          <Segments<MapMode>
            label={say({ zh: '怎么看', en: 'How to look' })}
            value={mode}
            onChange={setMode}
            options={[
              { value: 'points', words: say({ zh: '点', en: 'Points' }) },
              { value: 'heat', words: say({ zh: '热度', en: 'Heat' }) },
              { value: 'streets', words: say({ zh: '街镇', en: 'Streets' }) },
              { value: 'table', words: say({ zh: '表格', en: 'Table' }) },
            ]}
          />
          {mode === 'points' || mode === 'heat' ? (
            <Button size="s" aria-pressed={onlyOpen} onClick={() => setOnlyOpen(!onlyOpen)}>
              {onlyOpen ? say({ zh: '只看在办', en: 'In hand only' }) : say({ zh: '含已办结', en: 'Closed too' })}
            </Button>
          ) : null}
        </div>
        {cases ? (
          <IconButton
            icon="fold"
            label={
              right
                ? say({ zh: '收起右栏', en: 'Fold the right panel' })
                : say({ zh: '展开右栏', en: 'Open the right panel' })
            }
            aria-expanded={right}
            onClick={() => setRight(!right)}
          />
        ) : null}
      </div>
      {left ? (
        <div className={styles.left}>
          <aside aria-label={say({ zh: '体征与值班', en: 'Signs and duty' })}>
            <div>
              <DutyPanel mayAct={mayBeOnDuty(session)} sound={sound} />
              {signs.error ? <Trouble error={signs.error} again={() => void signs.refetch()} /> : null}
              {signs.data ? (
                <WarningsPanel breaches={signs.data.breaches} place={signs.data.place} maySee={mayBeOnDuty(session)} />
              ) : null}
            </div>
            <SignsPanel signs={signs.data} isWall={wall} />
          </aside>
          {cases ? (
            <aside aria-label={say({ zh: '总体', en: 'As a whole' })}>
              <FiguresPanel from={from} to={to} />
            </aside>
          ) : null}
        </div>
      ) : null}
      {cases && phone && !right ? (
        <div className={styles.unfold}>
          <Button icon="down" wide onClick={() => setRight(true)}>
            {say({ zh: '刚刚发生', en: 'What just happened' })}
          </Button>
        </div>
      ) : null}
      {right ? (
        <aside
          className={styles.right}
          aria-label={say({ zh: '待决定与刚刚发生', en: 'To decide, and what just happened' })}
        >
          {situation.error ? <Trouble error={situation.error} again={() => void situation.refetch()} /> : null}
          <NowPanel situation={situation.data} />
          {points.error ? <Trouble error={points.error} again={() => void points.refetch()} /> : null}
          <LivePanel situation={situation.data} from={from} to={to} />
        </aside>
      ) : null}
      <div className={styles.bottom}>
        {mode === 'table' ? null : <MapNote view={points.data} />}
        {cases ? (
          <Arrivals from={from} to={to} step={stretch === 'day' ? 'hour' : stretch === 'quarter' ? 'week' : 'day'} />
        ) : null}
      </div>
    </div>
  )
}
