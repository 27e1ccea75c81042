import { conditionOf as ruleOf, wordsOf } from '../../../kernel/rules/index.ts'
import { type Aggregate, type AlarmRule, alarmVocabulary, type Measure } from '../../../kernel/things/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { RuleVersion, RuleView } from '../../api/rules.ts'
import { type Say, saySpan } from '../../kit/index.ts'
import { unitWords } from '../../twin/unit-words.ts'
import type { Said } from '../device-words.ts'

/** How the readings of a window become one value. */
export const aggregateWords: Readonly<Record<Aggregate, Words>> = {
  last: { zh: '最新值', en: 'the newest value' },
  mean: { zh: '平均', en: 'the mean' },
  min: { zh: '最小', en: 'the least' },
  max: { zh: '最大', en: 'the greatest' },
  sum: { zh: '合计', en: 'the sum' },
  count: { zh: '读数个数', en: 'the number of readings' },
  change: { zh: '变化（末减首）', en: 'the change (last less first)' },
  share: { zh: '非零的占比', en: 'the share that is not 0' },
}

/** How grave an alarm is. */
export const severityWords: Readonly<Record<AlarmRule['severity'], Said>> = {
  notice: { words: { zh: '提示', en: 'Notice' }, shape: 'waiting', tone: 'plain' },
  warning: { words: { zh: '一般', en: 'Warning' }, shape: 'soon', tone: 'soon' },
  serious: { words: { zh: '严重', en: 'Serious' }, shape: 'urgent', tone: 'urgent' },
  critical: { words: { zh: '危急', en: 'Critical' }, shape: 'urgent', tone: 'urgent' },
}

/** What was done to a rule. */
export const didWords: Readonly<Record<RuleVersion['did'], Words>> = {
  shipped: { zh: '场景包带来', en: 'Came with the pack' },
  made: { zh: '新建', en: 'Made' },
  changed: { zh: '修改', en: 'Changed' },
  reverted: { zh: '恢复为场景包的', en: 'As the pack says again' },
  on: { zh: '启用', en: 'Switched on' },
  off: { zh: '停用', en: 'Switched off' },
}

const signs: Readonly<Record<string, Words>> = {
  '>=': { zh: '不低于', en: 'is at least' },
  '>': { zh: '高于', en: 'is above' },
  '<=': { zh: '不高于', en: 'is at most' },
  '<': { zh: '低于', en: 'is below' },
  '=': { zh: '等于', en: 'is' },
}

/** The comparisons of a simple bound, in words. */
export const comparisons = Object.entries(signs)

/** A bound of the simple kind: a comparison with a number, and the fewest readings. */
export type Bound = { readonly sign: string; readonly than: string; readonly least: string }

/** The simple bound that a condition is; nothing when it says more than that. */
export function boundOf(text: string): Bound | undefined {
  const [, sign, than, least] =
    /^value (>=|>|<=|<|=) (-?\d+(?:\.\d+)?)(?: and count >= (\d+))?$/.exec(text.trim()) ?? []
  return sign && than ? { sign, than, least: least ?? '' } : undefined
}

/** A simple bound as the condition that is kept. */
export const conditionOf = ({ sign, than, least }: Bound): string =>
  `value ${sign} ${Number(than)}${least ? ` and count >= ${Number(least)}` : ''}`

/** A condition in words: a simple bound as a sentence, whatever else by what the rules say of themselves. */
function sayCondition(say: Say, text: string, unit: string): string {
  const bound = boundOf(text)
  const sign = bound && signs[bound.sign]
  if (!bound || !sign)
    return say({ zh: '满足“{rule}”', en: 'meets "{rule}"' }, { rule: say(wordsOf(ruleOf(text, alarmVocabulary))) })
  const least = bound.least
    ? say({ zh: '（至少 {n} 次读数）', en: ' (by {n} readings at least)' }, { n: bound.least })
    : ''
  return `${say(sign)} ${bound.than}${unit ? ` ${unit}` : ''}${least}`
}

/** A rule as one sentence: what is looked at, when it is alarming and for how long, when it is over. */
export function sayRule(say: Say, rule: AlarmRule, measure: Measure | undefined): string {
  const unit = unitWords(measure?.unit)
  const what = measure ? say(measure.title) : rule.measure
  const window =
    rule.window > 0
      ? say(
          { zh: '{what}在 {span}内的{how}', en: '{how} of {what} over {span}' },
          { what, span: saySpan(say, rule.window * 1_000), how: say(aggregateWords[rule.aggregate]) },
        )
      : what
  const when = sayCondition(say, rule.when, unit)
  const lasts =
    rule.for > 0 ? say({ zh: '，持续 {span}', en: ' for {span}' }, { span: saySpan(say, rule.for * 1_000) }) : ''
  const clears = rule.clears
    ? say({ zh: '；{when}时解除', en: '; over once it {when}' }, { when: sayCondition(say, rule.clears, unit) })
    : ''
  return `${window}${say({ zh: '', en: ' ' })}${when}${lasts}${clears}`
}

/** How a rule stands, to be seen at a glance. */
export function ruleState(rule: Pick<RuleView, 'isOff' | 'seen'>): Said {
  if (rule.isOff) return { words: { zh: '停用', en: 'Off' }, shape: 'closed', tone: 'still' }
  if (rule.seen.open > 0) return { words: { zh: '正在告警', en: 'Raised now' }, shape: 'urgent', tone: 'urgent' }
  if (rule.seen.devices === 0)
    return { words: { zh: '没有可看的设备', en: 'No device to watch' }, shape: 'waiting', tone: 'plain' }
  if (rule.seen.week > 0) return { words: { zh: '近来有过', en: 'Raised lately' }, shape: 'soon', tone: 'soon' }
  return { words: { zh: '安静', en: 'Quiet' }, shape: 'done', tone: 'active' }
}
