import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { askForecast, type Forecast, type WatchedSeries, watchedQuery } from '../api/series.ts'
import { Chart } from '../kit/chart/index.ts'
import { Button, type Say, Section, sayInstant, saySpan, sayWhen, Table, Trouble, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { unitWords } from '../twin/unit-words.ts'
import { modelWords, sayValue } from './series-words.ts'

/** What is to be expected of a series, with its interval, and how wrong that would have been on past days. */
export function ForecastPart({ view }: { readonly view: WatchedSeries }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const isAuditor = hasRole(useSession(), 'auditor')
  const make = useMutation({
    mutationFn: () => askForecast(view.series),
    onSuccess: () => queries.invalidateQueries({ queryKey: watchedQuery(view.series).queryKey }),
  })
  const { forecast } = view
  return (
    <Section
      title={say({ zh: '预计', en: 'What is to be expected' })}
      actions={
        isAuditor ? null : (
          <Button size="s" icon="chart" busy={make.isPending} onClick={() => make.mutate()}>
            {forecast ? say({ zh: '重新预测', en: 'Forecast anew' }) : say({ zh: '现在预测', en: 'Forecast now' })}
          </Button>
        )
      }
    >
      {make.error ? <Trouble error={make.error} /> : null}
      {forecast ? (
        <Shown view={view} forecast={forecast} />
      ) : (
        <p>{say({ zh: '还没有预测过。', en: 'It was not forecast yet.' })}</p>
      )}
    </Section>
  )
}

const share = (say: Say, value: number): string =>
  value.toLocaleString(say.tag, { style: 'percent', maximumFractionDigits: 0 })
const nameOf = (say: Say, model: string): string => say(modelWords[model] ?? { zh: model, en: model })

/** The error of the rehearsals in words. */
function sayError(
  say: Say,
  { error, naive, model, level, coverage, rehearsals }: Forecast,
  unit: string | null,
): string {
  const own = sayValue(say, error.mae, unit)
  const plain =
    error.mae !== null && naive.mae !== null && naive.model !== model && naive.mae > 0
      ? say(
          { zh: '，比{naive}少错 {better}', en: ', {better} less than by {naive}' },
          { naive: nameOf(say, naive.model), better: share(say, 1 - error.mae / naive.mae) },
        )
      : say({ zh: '；学来的方法都没有比它更准，所以就用它', en: '; no learnt way did better, so this one is used' })
  const held =
    coverage === null
      ? ''
      : say(
          {
            zh: '。区间应容下 {level}，试演中容下了 {held}',
            en: '. Intervals are meant to hold {level} of values and held {held}',
          },
          { level: share(say, level), held: share(say, coverage) },
        )
  return say(
    {
      zh: '在过去试演 {n} 次，平均错 {own}{plain}{held}。',
      en: 'Rehearsed {n} times on the past it was wrong by {own} on average{plain}{held}.',
    },
    { n: rehearsals, own, plain, held },
  )
}

function Shown({
  view: { series, unit },
  forecast,
}: {
  readonly view: WatchedSeries
  readonly forecast: Forecast
}): JSX.Element {
  const say = useSay()
  const { points, model, madeAt, step, tried, readings, missing } = forecast
  const value = (n: number): number => Number(n.toPrecision(5))
  return (
    <>
      <p>
        {say({ zh: '方法：{model}。', en: 'By {model}. ' }, { model: nameOf(say, model) })}
        {sayError(say, forecast, unit)}
      </p>
      <Chart
        question={say({ zh: '接下来会是多少？', en: 'What comes next?' })}
        file={`forecast-${series}`}
        source={say(
          {
            zh: '预测于 {when}，依据 {n} 个读数（缺 {missing} 格），每格 {span}；色带为区间',
            en: 'Made {when} from {n} readings ({missing} slots missing), in steps of {span}; the band is the interval',
          },
          {
            when: sayWhen(say, madeAt),
            n: readings.toLocaleString(say.tag),
            missing: missing.toLocaleString(say.tag),
            span: saySpan(say, step),
          },
        )}
        spec={{
          kind: 'line',
          x: say({ zh: '时间', en: 'Time' }),
          unit: unitWords(unit),
          series: [
            {
              name: say({ zh: '预计', en: 'Expected' }),
              tone: 3,
              points: points.map(({ at, value: y, low, high }) => ({
                x: sayInstant(say, at),
                at,
                y: y === null ? null : value(y),
                ...(low !== null && { low: value(low) }),
                ...(high !== null && { high: value(high) }),
              })),
            },
          ],
        }}
      />
      <details>
        <summary>{say({ zh: '试过的方法', en: 'Ways that were tried' })}</summary>
        <Table
          caption={say({ zh: '试过的方法和它们的误差', en: 'Ways that were tried, and their errors' })}
          rows={tried}
          keyOf={(one) => one.model}
          columns={[
            { key: 'model', title: say({ zh: '方法', en: 'Way' }), head: true, cell: (one) => nameOf(say, one.model) },
            {
              key: 'mae',
              title: say({ zh: '平均错多少', en: 'Wrong by' }),
              number: true,
              cell: (one) => sayValue(say, one.mae, unit),
            },
          ]}
        />
      </details>
    </>
  )
}
