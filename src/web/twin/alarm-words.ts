import type { AlarmRule } from '../../kernel/things/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Say, StateShape, StateTone } from '../kit/index.ts'

/** How grave an alarm is, with the shape and tone it has everywhere. */
export const severities: Readonly<Record<AlarmRule['severity'], { words: Words; shape: StateShape; tone: StateTone }>> =
  {
    notice: { words: { zh: '提示', en: 'Notice' }, shape: 'soon', tone: 'active' },
    warning: { words: { zh: '一般告警', en: 'Warning' }, shape: 'urgent', tone: 'urgent' },
    serious: { words: { zh: '严重告警', en: 'Serious' }, shape: 'urgent', tone: 'urgent' },
    critical: { words: { zh: '危急告警', en: 'Critical' }, shape: 'urgent', tone: 'urgent' },
  }

const aggregates: Readonly<Record<AlarmRule['aggregate'], Words>> = {
  last: { zh: '最新值', en: 'the newest reading' },
  mean: { zh: '均值', en: 'the mean' },
  min: { zh: '最小值', en: 'the least' },
  max: { zh: '最大值', en: 'the greatest' },
  sum: { zh: '合计', en: 'the sum' },
  count: { zh: '读数个数', en: 'the number of readings' },
  change: { zh: '变化量', en: 'the change' },
  share: { zh: '非零占比', en: 'the share that is not zero' },
}

const minutes = (say: Say, seconds: number): string =>
  seconds >= 3_600
    ? say({ zh: '{n} 小时', en: '{n} h' }, { n: seconds / 3_600 })
    : say({ zh: '{n} 分钟', en: '{n} min' }, { n: Math.round(seconds / 6) / 10 })

/** A rule in words: what is looked at, when it alarms, for how long, when it ends. `measure` as people call it. */
export function ruleWords(say: Say, rule: AlarmRule, measure: string, unit: string): string {
  const condition = (text: string): string =>
    text
      .replaceAll('value', say({ zh: '值', en: 'value' }))
      .replaceAll('count', say({ zh: '读数个数', en: 'readings' }))
      .replaceAll('>=', '≥')
      .replaceAll('<=', '≤')
      .replaceAll(' and ', say({ zh: ' 且 ', en: ' and ' }))
  const looked =
    rule.window > 0
      ? say(
          { zh: '{window}内{measure}的{aggregate}', en: '{aggregate} of {measure} within {window}' },
          { window: minutes(say, rule.window), measure, aggregate: say(aggregates[rule.aggregate]) },
        )
      : say(
          { zh: '{measure}的{aggregate}', en: '{aggregate} of {measure}' },
          { measure, aggregate: say(aggregates[rule.aggregate]) },
        )
  const held = rule.for > 0 ? say({ zh: '，持续 {time}', en: ', for {time}' }, { time: minutes(say, rule.for) }) : ''
  const ends = rule.clears
    ? say({ zh: '；{ends} 时解除', en: '; over when {ends}' }, { ends: condition(rule.clears) })
    : ''
  return `${looked}${unit ? ` (${unit})` : ''}: ${condition(rule.when)}${held}${ends}`
}
