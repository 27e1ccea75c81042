import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useMemo, useState } from 'react'
import type { Words } from '../../kernel/words.ts'
import { actOn, type Drawing, type DrawnShape, drawingsQuery, type WholeIncident } from '../api/response.ts'
import { Button, Section, StateMark, sayWhen, Table, Trouble, useSay } from '../kit/index.ts'
import { CityMap, MapDrawings, MapLabels, MapPoints, MapShapes } from '../kit/map/index.ts'
import { useDraft } from './draft.ts'
import { DrawBar } from './draw-bar.tsx'
import { useAreaShapes } from './incident-shapes.ts'
import styles from './response.module.css'

const kindWords: Readonly<Record<DrawnShape['type'], Words>> = {
  Point: { zh: '点', en: 'Point' },
  LineString: { zh: '线', en: 'Line' },
  Polygon: { zh: '区域', en: 'Area' },
}

/** The shared map: the area, the resources that are there, and what every office draws; the same stands in tables. */
export function IncidentMap({
  whole: { incident, resources },
  isLive,
}: {
  readonly whole: WholeIncident
  /** Are changes pushed now? */
  readonly isLive: boolean
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const list = useId()
  const label = useId()
  const area = useAreaShapes(incident)
  const isRunning = incident.endedAt === null
  const drawings = useQuery(drawingsQuery(incident.id, isRunning, isLive))
  const [isDrawing, setDrawing] = useState(false)
  const [words, setWords] = useState('')
  const [middle, setMiddle] = useState<readonly [number, number]>()
  const draft = useDraft('Point')
  const points = useMemo(
    () => resources.map(({ id, lng, lat }) => ({ id, point: [lng, lat] as const, mark: 'working' as const })),
    [resources],
  )
  const changed = async () => {
    await client.invalidateQueries({ queryKey: ['response'] })
  }
  const send = useMutation({
    mutationFn: () => actOn(incident.id, 'drawings', { label: words.trim(), shape: draft.shape }),
    onSuccess: async () => {
      draft.clear()
      setWords('')
      await changed()
    },
  })
  const erase = useMutation({
    mutationFn: (drawing: string) => actOn(incident.id, `drawings/${drawing}/erase`, undefined),
    onSuccess: changed,
  })
  const standing = drawings.data ?? []
  return (
    <Section
      title={say({ zh: '共用地图', en: 'Shared map' })}
      actions={
        isRunning ? (
          <Button icon="pencil" aria-expanded={isDrawing} onClick={() => setDrawing(!isDrawing)}>
            {isDrawing ? say({ zh: '收起标绘', en: 'Stop drawing' }) : say({ zh: '标绘', en: 'Draw' })}
          </Button>
        ) : null
      }
    >
      {isRunning ? (
        <p role="status">
          <StateMark shape={isLive ? 'working' : 'waiting'} tone={isLive ? 'active' : 'soon'}>
            {isLive
              ? say({ zh: '实时同步', en: 'Live' })
              : say({ zh: '连接中断，正在重连，每十秒刷新', en: 'Cut off: trying again, read every ten seconds' })}
          </StateMark>
        </p>
      ) : null}
      <div className={`${styles.map} ${isDrawing ? styles.drawing : ''}`}>
        {area ? (
          <CityMap
            {...(area.bounds && { bounds: area.bounds })}
            label={say({ zh: '事件范围、已调派资源和标绘', en: 'Area of the incident, resources assigned, drawings' })}
            describedBy={list}
            onMove={({ centre }) => setMiddle(centre)}
          >
            <MapLabels />
            <MapShapes shapes={area.shapes} />
            <MapPoints points={points} />
            <MapDrawings name="shared" drawings={standing} />
            <MapDrawings name="draft" drawings={draft.shown} isDraft onPlace={isDrawing ? draft.add : undefined} />
          </CityMap>
        ) : null}
      </div>
      {isDrawing ? (
        <div className={styles.item}>
          <DrawBar draft={draft} kinds={['Point', 'LineString', 'Polygon']} middle={middle} />
          <div className={styles.form}>
            <label htmlFor={label}>{say({ zh: '说明（显示在地图上）', en: 'Words (shown on the map)' })}</label>
            <input id={label} maxLength={60} value={words} onChange={(event) => setWords(event.target.value)} />
            <div className={styles.acts}>
              <Button
                tone="primary"
                busy={send.isPending}
                disabled={draft.shape === undefined || words.trim() === ''}
                onClick={() => send.mutate()}
              >
                {say({ zh: '画上去', en: 'Put it on the map' })}
              </Button>
            </div>
            {send.error ? <Trouble error={send.error} /> : null}
          </div>
        </div>
      ) : null}
      {erase.error ? <Trouble error={erase.error} /> : null}
      <div id={list}>
        <Table
          caption={say({ zh: '标绘', en: 'Drawings' })}
          showCaption
          columns={[
            { key: 'label', title: say({ zh: '说明', en: 'Words' }), head: true, cell: (row: Drawing) => row.label },
            {
              key: 'kind',
              title: say({ zh: '图形', en: 'Shape' }),
              cell: (row: Drawing) => say(kindWords[row.shape.type]),
            },
            {
              key: 'office',
              title: say({ zh: '单位', en: 'Office' }),
              cell: (row: Drawing) => `${say(row.officeTitle)} · ${row.drawnByName}`,
            },
            { key: 'at', title: say({ zh: '时间', en: 'When' }), cell: (row: Drawing) => sayWhen(say, row.drawnAt) },
            {
              key: 'erase',
              title: say({ zh: '操作', en: 'Do' }),
              cell: (row: Drawing) =>
                isRunning && row.isMine ? (
                  <Button
                    size="s"
                    aria-label={say({ zh: '擦去：{label}', en: 'Erase: {label}' }, { label: row.label })}
                    busy={erase.isPending}
                    onClick={() => erase.mutate(row.id)}
                  >
                    {say({ zh: '擦去', en: 'Erase' })}
                  </Button>
                ) : null,
            },
          ]}
          rows={standing}
          keyOf={(row) => row.id}
        />
      </div>
    </Section>
  )
}
