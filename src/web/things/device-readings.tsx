import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type Measure, quality, qualityWords, unfit } from '../../kernel/things/index.ts'
import { type Device, type LastReading, readingsQuery } from '../api/things.ts'
import { Chart, SpanFrame } from '../kit/chart/index.ts'
import { ButtonLink, Figure, type Say, Section, Segments, sayInstant, useNow, useSay } from '../kit/index.ts'
import { useDesk } from '../shell/use-desk.ts'
import { unitWords } from '../twin/unit-words.ts'
import styles from './things.module.css'

/** What a device measures: its last readings, and each measure over time. */
export function DeviceReadings({
  device,
  measures,
}: {
  readonly device: Device
  readonly measures: Readonly<Record<string, Measure>>
}): JSX.Element {
  const say = useSay()
  const desk = useDesk()
  const [chosen, setChosen] = useState<string>()
  const measure = chosen ?? device.last[0]?.measure
  const declared = measure === undefined ? undefined : measures[measure]
  const series = device.last.find((one) => one.measure === measure)?.series
  return (
    <Section title={say({ zh: '读数', en: 'Readings' })}>
      <div className={styles.stack}>
        {device.last.length === 0 ? <p>{say({ zh: '还没有读数。', en: 'No readings yet.' })}</p> : null}
        <div className={styles.last}>
          {device.last.map((one) => (
            <Figure
              key={one.measure}
              title={say(one.title)}
              value={shownValue(say, one, measures[one.measure])}
              unit={unitWords(one.unit)}
              source={sayQuality(say, one.quality)}
              at={one.at}
              demo={device.isDemo}
            />
          ))}
        </div>
        {device.last.length > 1 && measure ? (
          <Segments
            label={say({ zh: '看哪一项', en: 'Which measure' })}
            value={measure}
            onChange={setChosen}
            options={device.last.map((one) => ({ value: one.measure, words: say(one.title) }))}
          />
        ) : null}
        {series ? (
          <ButtonLink size="s" icon="chart" to={`${desk}/anomalies/${series}`}>
            {say({ zh: '异常与预测', en: 'Anomalies and forecast' })}
          </ButtonLink>
        ) : null}
        {measure && declared ? <History device={device} measure={measure} declared={declared} /> : null}
      </div>
    </Section>
  )
}

/** What is known against a reading. Only what is unfit is no ground for anything: what came late is as true as it was. */
function sayQuality(say: Say, bits: number): string {
  const found = Object.entries(qualityWords).flatMap(
    ([name, words]) => ((bits & quality[name as keyof typeof qualityWords]) === 0 ? [] : [say(words)]), // its own keys
  )
  const doubt = (bits & unfit) === 0 ? [] : [say({ zh: '存疑，不作依据', en: 'In doubt' })]
  if (found.length === 0) return say({ zh: '设备上报', en: 'Reported' })
  return [say({ zh: '设备上报', en: 'Reported' }), ...doubt, ...found].join(say({ zh: '，', en: ', ' }))
}

/** A reading as people say it: yes or no, the words of a choice, or the number. */
function shownValue(say: Say, { value }: LastReading, measure: Measure | undefined): string {
  if (measure?.kind === 'yes-no') return say(value === 0 ? { zh: '否', en: 'No' } : { zh: '是', en: 'Yes' })
  const choice = Object.values(measure?.choices ?? {}).find(({ code }) => code === value)
  return choice ? say(choice.title) : value.toLocaleString(say.tag, { maximumFractionDigits: 2 })
}

const spans = {
  day: { hours: 24, step: 900 },
  week: { hours: 168, step: 3_600 },
  month: { hours: 720, step: 21_600 },
} as const

/** One measure over time: the mean of each step, with its least and greatest. */
function History({
  device,
  measure,
  declared,
}: {
  readonly device: Device
  readonly measure: string
  readonly declared: Measure
}): JSX.Element {
  const say = useSay()
  const [span, setSpan] = useState<keyof typeof spans>('day')
  const { hours, step } = spans[span]
  // Steps end with the present one, so that the same question is asked until the next.
  const till = (Math.floor(useNow() / (step * 1_000)) + 1) * step * 1_000
  const asked = {
    ...{ measure, step },
    from: new Date(till - hours * 3_600_000).toISOString(),
    till: new Date(till).toISOString(),
  }
  const readings = useQuery(readingsQuery(device.id, asked))
  const steps = readings.data?.steps ?? []
  const title = say(declared.title)
  return (
    <div className={styles.stack}>
      <SpanFrame
        label={say({ zh: '多久以来', en: 'Since when' })}
        spans={['day', 'week', 'month']}
        span={span}
        onSpan={setSpan}
        found={{ ...readings, isEmpty: steps.length === 0, again: () => void readings.refetch() }}
      >
        <Chart
          question={say({ zh: '{title}怎么变化？', en: 'How did it change: {title}?' }, { title })}
          file={`${device.id}-${measure}`}
          demo={device.isDemo}
          source={say({ zh: '每段的平均，带最小和最大', en: 'The mean of each step, with least and greatest' })}
          spec={{
            kind: 'line',
            x: say({ zh: '时间', en: 'Time' }),
            unit: unitWords(declared.unit),
            series: [
              {
                name: title,
                tone: 1,
                points: steps.map((one) => ({
                  x: sayInstant(say, one.at),
                  at: one.at,
                  y: Number(one.mean.toFixed(3)),
                  low: one.min,
                  high: one.max,
                })),
              },
            ],
          }}
        />
      </SpanFrame>
    </div>
  )
}
