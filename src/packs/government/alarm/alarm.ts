import { pack, type TaxonomyClass } from '../../../kernel/pack/index.ts'
import {
  choice,
  classOf,
  files,
  instant,
  longText,
  officeField,
  place,
  text,
  yesNo,
} from '../../../kernel/record/index.ts'
import { hours, workingDays } from '../../../kernel/time/index.ts'

const t = (zh: string, en: string) => ({ zh, en })

const levels = { notice: 'notice', warning: 'warning', serious: 'serious', critical: 'critical' } as const

/** What devices raise alarms about: two levels. */
const classes: readonly TaxonomyClass[] = [
  ['防汛排水', 'Drainage and floods'],
  ['防汛排水/积水', 'Water on the road'],
  ['防汛排水/河道水位', 'River level'],
  ['防汛排水/降雨', 'Rain'],
  ['防汛排水/大风', 'Wind'],
  ['生态环境', 'Environment'],
  ['生态环境/大气', 'Air'],
  ['生态环境/噪声', 'Noise'],
  ['公共安全', 'Safety'],
  ['公共安全/消防', 'Fire'],
  ['公共安全/燃气', 'Gas'],
  ['公共安全/电梯', 'Lifts'],
  ['公共安全/房屋结构', 'Structures'],
  ['公共安全/人员聚集', 'Crowds'],
  ['公共安全/危险货物', 'Dangerous goods'],
  ['设施运行', 'Facilities'],
  ['设施运行/井盖', 'Manholes'],
  ['设施运行/路灯', 'Street lights'],
  ['设施运行/垃圾', 'Waste'],
  ['民生服务', 'People'],
  ['民生服务/呼叫救助', 'Calls for help'],
].map(([code = '', en = '']) => ({ code, title: t(code.slice(code.lastIndexOf('/') + 1), en) }))

/**
 * What sensors find becomes a case (物联感知告警): it opens with the office that answers for the device, or for the street it
 * stands in, and is handled like anything else. Limits by severity are ours; a city edits them in its own copy.
 */
export const alarm = pack('alarm', {
  title: t('物联感知告警', 'Alarms of sensors'),
  about: t('传感器发现的异常，由责任单位核实处置', 'What sensors find, checked and handled by those who answer for it'),
  area: 'government',
  owner: 'operation-centre',
  begunBy: 'system',
})
  .asks({
    what: longText(t('发现的情况', 'What was found'), { min: 2, max: 2000 }),
    title: text(t('标题', 'Title'), { optional: true, max: 200 }),
    where: place(t('地点', 'Where'), { optional: true }),
    class: classOf(t('告警分类', 'Class'), 'alarm'),
    severity: choice(t('级别', 'Severity'), {
      notice: t('提示', 'Notice'),
      warning: t('一般', 'Warning'),
      serious: t('严重', 'Serious'),
      critical: t('危急', 'Critical'),
    }),
    office: officeField(t('责任单位', 'Office')),
    device: text(t('设备', 'Device'), { optional: true, max: 64 }),
    rule: text(t('规则', 'Rule'), { optional: true, max: 100 }),
    alarm: text(t('告警编号', 'Alarm'), { optional: true, max: 64 }),
    saidAt: instant(t('发现时间', 'Found at'), { optional: true }),
    sharedNearby: yesNo(t('可以让附近的人看到', 'May be shown to people near by'), { optional: true }),
  })
  // What no scenario hears is heard here; alarms of one class near each other are one matter.
  .hears([{ alarms: 'others', as: { by: 'class' } }], {
    fills: {
      ...{
        what: 'text',
        title: 'title',
        where: 'place',
        class: 'class',
        office: 'office',
        device: 'who',
        rule: 'kind',
        alarm: 'id',
      },
      ...{ saidAt: 'at', severity: { by: 'level', of: levels, otherwise: 'warning' } },
      sharedNearby: { by: 'level', of: { serious: true, warning: true }, otherwise: false },
    },
    joins: { metres: 300, hours: 24 },
  })
  .step('handle', {
    title: t('核实处置', 'Check and handle'),
    byAnswer: 'office',
    roles: ['clerk', 'grid-member', 'dispatcher'],
    reads: ['what', 'where', 'class', 'severity', 'office', 'device'],
    within: {
      by: 'severity',
      of: { critical: hours(1), serious: hours(4), warning: hours(24), notice: workingDays(3) },
      otherwise: workingDays(3),
    },
    gives: {
      result: choice(t('处置结果', 'Result'), {
        solved: t('已处置', 'Handled'),
        false: t('误报', 'False alarm'),
        device: t('设备故障', 'The device is faulty'),
        none: t('已自行恢复', 'It was over by itself'),
      }),
      note: longText(t('处置情况', 'What was done'), { max: 2000 }),
      evidence: files(t('现场照片', 'Photos'), { optional: true, max: 9 }),
    },
  })
  .marks({ title: 'title', text: 'what', place: 'where', class: 'class', main: 'handle', reply: 'handle.note' })
  .taxonomy('alarm', { title: t('告警分类', 'Classes of alarms'), classes })
  .nearby({ metres: 300, days: 1 })
  .test({
    name: 'an alarm is handled',
    asks: { what: '下立交积水 0.25 米', class: '防汛排水/积水', severity: 'serious', office: 'street' },
    acts: [{ do: 'accept' }, { do: 'complete', input: { result: 'solved', note: '已抽排，恢复通行。' } }],
    expect: { status: 'closed', steps: { handle: 'done' } },
  })
  .build()
