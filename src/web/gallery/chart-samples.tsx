import type { JSX } from 'react'
import { Chart, type ChartSpec, Spark } from '../kit/chart/index.ts'
import { Section, useSay } from '../kit/index.ts'
import styles from './gallery.module.css'

const weeks = ['W36', 'W37', 'W38', 'W39', 'W40', 'W41', 'W42', 'W43']
const on = [91.2, 92.4, 90.8, 93.1, 94.0, 92.2, 93.8, 94.1]
const solved = [78.0, 79.4, 81.2, 80.1, null, 83.0, 82.2, 84.6]

/** The kinds of charts, with numbers that are only shapes. */
export function ChartSamples(): JSX.Element {
  const say = useSay()
  const line: ChartSpec = {
    kind: 'line',
    x: say({ zh: '周', en: 'Week' }),
    unit: '%',
    range: [70, 100],
    target: { value: 90, words: say({ zh: '目标 90', en: 'Target 90' }) },
    series: [
      {
        name: say({ zh: '按时办结', en: 'On time' }),
        tone: 1,
        points: weeks.map((x, index) => ({ x, y: on[index] ?? null })),
      },
      {
        name: say({ zh: '实际解决', en: 'Solved' }),
        tone: 2,
        points: weeks.map((x, index) => {
          const y = solved[index] ?? null
          return { x, y, ...(y !== null && { low: y - 2.4, high: y + 2.4 }) }
        }),
      },
    ],
  }
  const rows: ChartSpec = {
    kind: 'rows',
    x: say({ zh: '区', en: 'District' }),
    unit: say({ zh: '件', en: 'cases' }),
    series: [
      {
        name: say({ zh: '受理', en: 'Received' }),
        tone: 1,
        points: [
          [say({ zh: '浦东新区', en: 'Pudong' }), 2310],
          [say({ zh: '闵行区', en: 'Minhang' }), 1422],
          [say({ zh: '徐汇区', en: 'Xuhui' }), 987],
          [say({ zh: '黄浦区', en: 'Huangpu' }), 804],
        ].map(([x, y]) => ({ x: String(x), y: Number(y) })),
      },
    ],
  }
  return (
    <Section title={say({ zh: '图', en: 'Charts' })}>
      <div className={styles.columns}>
        <Chart
          question={say({ zh: '办得越来越准时了吗？', en: 'Are cases handled more on time?' })}
          answer={say({
            zh: '按时办结率八周里从 91.2% 升到 94.1%。',
            en: 'On-time handling rose from 91.2% to 94.1% in eight weeks.',
          })}
          spec={line}
          source={say({ zh: '样例数字，仅供看形状', en: 'Sample numbers, for the shape only' })}
          file="sample"
          demo
        />
        <Chart
          question={say({ zh: '哪些区受理最多？', en: 'Which districts receive most?' })}
          spec={rows}
          source={say({ zh: '样例数字，仅供看形状', en: 'Sample numbers, for the shape only' })}
          file="rows"
          demo
        />
        <Spark values={on} />
      </div>
    </Section>
  )
}
