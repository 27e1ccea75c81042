import { pack } from '../../../kernel/pack/index.ts'
import { choice, integer, longText, yesNo } from '../../../kernel/record/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'

import { crowdForeseen } from './foresees.ts'
/**
 * Too many people in one place (大客流): counted by sensors and cameras, held back by stages. Numbers are proposals; each place has its own,
 * set by whoever answers for it.
 */
export const crowd = pack('crowd', {
  title: t('大客流', 'Crowd'),
  about: t('景区、商圈、活动现场客流超限，限流、疏导、告知', 'Sights and streets too full: held back, led on, told'),
  area: 'government',
  owner: 'culture-tourism',
  begunBy: 'staff',
})
  .asks({ ...foundFields, people: integer(t('在场人数', 'People there'), { optional: true, min: 0, max: 200_000 }) })
  .hears(
    [
      { alarms: ['crowd-dense', 'crowd-foreseen'] },
      { camera: ['crowd'] },
      { reports: { pack: 'hotline', classes: [], words: ['人挤人', '太挤了要出事', '人流太大', '踩踏'] } },
    ],
    { fills: { ...foundFills, people: 'value' }, joins: { metres: 400, hours: 3, extent: 1_500 } },
  )
  .foresees([crowdForeseen])
  .responsible([
    {
      name: 'police',
      when: (see) => see.severity.isOneOf('serious', 'critical'),
      to: { duty: 'police', level: 'district' },
      because: t('严重拥挤由公安部门现场指挥', 'Where it is serious the police command on the spot'),
    },
    {
      name: 'tourism',
      to: { duty: 'culture-tourism', level: 'district' },
      because: t('景区客流由文旅部门疏导', 'At sights the authority for tourism leads people on'),
    },
  ])
  .step('guide', {
    title: t('限流疏导', 'Hold back and lead on'),
    byRules: true,
    roles: ['duty-officer', 'dispatcher', 'clerk', 'grid-member'],
    within: hours(0.5),
    reads: ['what', 'where', 'people', 'severity', 'reason'],
    checks: {
      begins: t('在场人数达到或预计达到核定承载量', 'As many people as the place may hold, there or foreseen'),
    },
    gives: {
      stage: choice(t('措施', 'Stage'), {
        watch: t('加强观察', 'Watch'),
        oneway: t('单向通行', 'One way'),
        limit: t('限流', 'Hold back'),
        close: t('暂停进入', 'Closed'),
        none: t('无需措施', 'Nothing needed'),
      }),
      note: longText(t('现场情况', 'What is there'), { optional: true, max: 1000 }),
    },
    effects: [
      {
        ...{
          kind: 'notice',
          name: 'advise',
          title: t('告知前往市民', 'Tell those on their way'),
          on: 'completed',
          metres: 1_500,
        },
        text: t('{address}客流较大，正在限流，请错峰前往', '{address} is full and people are held back: come later'),
        when: (see) => see.guide.stage.isOneOf('limit', 'close'),
      },
      {
        ...{
          kind: 'command',
          name: 'signs',
          title: t('站牌发布预警', 'Show it on the signs of stops'),
          on: 'completed',
        },
        ...{ profile: 'bus-stop-sign', command: 'mode', reach: { metres: 1_500 }, input: { mode: 'warning' } },
        when: (see) => see.guide.stage.isOneOf('limit', 'close'),
      },
    ],
  })
  .step('ease', {
    title: t('恢复', 'Ease'),
    byRules: true,
    roles: ['duty-officer', 'dispatcher', 'clerk', 'grid-member'],
    within: hours(6),
    reads: ['where', 'guide.stage'],
    when: (see) => see.guide.stage.isNot('none'),
    checks: { ends: t('在场人数回落到核定承载量八成以下', 'Below four fifths of what the place may hold') },
    gives: {
      eased: yesNo(t('措施已解除', 'All is eased')),
      reply: longText(t('处置情况', 'What was done'), { max: 2000 }),
    },
    effects: [
      {
        ...{
          kind: 'notice',
          name: 'all-clear',
          title: t('告知恢复', 'Tell that it is over'),
          on: 'completed',
          metres: 1_500,
        },
        ...{ text: t('{address}客流恢复正常', '{address} is as usual again'), isEnd: true },
        when: (see) => see.guide.stage.isOneOf('limit', 'close'),
      },
    ],
  })
  .filedAs(cityClasses('应急管理/公共场所/大客流'), { class: '应急管理/公共场所/大客流' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'guide', reply: 'ease.reply' })
  .returns(returns)
  .withMessages(messages)
  .withFigures(figuresOf('大客流', 'Crowds'))
  .test({
    name: 'held back, then eased',
    asks: { what: '在场 1200 人', severity: 'serious', people: 1_200 },
    acts: [
      { do: 'complete', input: { stage: 'limit' } },
      { do: 'complete', input: { eased: true, reply: '客流回落，解除限流。' } },
    ],
    expect: { status: 'closed', steps: { guide: 'done', ease: 'done' } },
  })
  .test({
    name: 'nothing needed',
    asks: { what: '摄像机提示聚集', severity: 'notice' },
    acts: [{ do: 'complete', input: { stage: 'none' } }],
    expect: { status: 'closed', steps: { ease: 'skipped' } },
  })
  .build()
