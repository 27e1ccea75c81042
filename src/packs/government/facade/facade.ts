import { pack } from '../../../kernel/pack/index.ts'
import { choice, files, longText, number, text, yesNo } from '../../../kernel/record/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours, workingDays } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'

/**
 * Walls that lean, crack or shed (建筑外立面与结构隐患). Limits are proposals that a city edits in its own copy.
 */
export const facade = pack('facade', {
  title: t('建筑外立面隐患', 'Building façade'),
  about: t(
    '外墙脱落、空鼓、房屋倾斜开裂，警戒、鉴定、修缮',
    'Falling cladding, leaning and cracking: cordoned, judged, mended',
  ),
  area: 'government',
  owner: 'housing',
  begunBy: 'staff',
})
  .asks({
    ...foundFields,
    moved: number(t('变化量', 'Change'), { optional: true, min: -45, max: 200 }),
    building: text(t('建筑', 'Building'), { optional: true, max: 100 }),
  })
  .hears(
    [
      { alarms: ['tilt-moving', 'crack-growing'] },
      { camera: ['falling-object'] },
      {
        reports: {
          pack: 'hotline',
          classes: ['城乡建设/房屋住房/房屋质量'],
          words: ['外墙脱落', '墙皮掉', '外墙空鼓', '瓷砖脱落', '墙体开裂', '房屋倾斜'],
          but: ['室内'],
        },
      },
    ],
    {
      fills: { ...foundFills, moved: 'value', building: { fact: 'building' } },
      joins: { metres: 60, hours: 72 },
    },
  )
  .responsible([
    {
      name: 'housing',
      to: { duty: 'housing', level: 'district' },
      because: t('房屋安全由区房管部门负责', 'The safety of buildings is for the district’s housing authority'),
    },
  ])
  .step('cordon', {
    title: t('现场警戒', 'Cordon'),
    by: 'street',
    roles: ['grid-member', 'clerk', 'dispatcher'],
    within: hours(2),
    reads: ['what', 'where', 'building', 'moved'],
    checks: {
      begins: t(
        '外立面有脱落风险，或一天内倾斜、裂缝明显变化',
        'Something may fall, or tilt and cracks changed clearly in a day',
      ),
    },
    gives: {
      found: choice(t('现场情况', 'What is there'), {
        falling: t('有脱落', 'Something fell'),
        risk: t('有风险', 'It may fall'),
        none: t('未见异常', 'Nothing seen'),
      }),
      cordoned: yesNo(t('已设警戒', 'Cordoned')),
      evidence: files(t('照片', 'Photos'), { optional: true, max: 9 }),
    },
  })
  .step('judge', {
    title: t('鉴定', 'Judge'),
    byRules: true,
    roles: ['clerk', 'dispatcher'],
    within: workingDays(3),
    reads: ['building', 'moved', 'cordon.found'],
    when: (see) => see.cordon.found.isNot('none'),
    gives: {
      grade: choice(t('等级', 'Grade'), {
        a: t('A 级', 'A'),
        b: t('B 级', 'B'),
        c: t('C 级 局部危险', 'C: parts are dangerous'),
        d: t('D 级 整幢危险', 'D: dangerous as a whole'),
      }),
      note: longText(t('鉴定意见', 'Finding'), { max: 2000 }),
    },
  })
  .step('mend', {
    title: t('修缮', 'Mend'),
    byRules: true,
    roles: ['clerk', 'dispatcher'],
    within: workingDays(15),
    reads: ['building', 'judge.grade'],
    when: (see) => see.judge.grade.isOneOf('b', 'c', 'd'),
    checks: { ends: t('隐患消除，警戒撤除', 'The danger is gone and the cordon lifted') },
    gives: {
      reply: longText(t('答复', 'Reply'), { max: 2000 }),
      evidence: files(t('照片', 'Photos'), { optional: true, max: 9 }),
    },
  })
  .filedAs(cityClasses('城乡建设/房屋住房/房屋质量'), { class: '城乡建设/房屋住房/房屋质量' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'judge', reply: 'mend.reply' })
  .returns(returns)
  .extension({ most: 2, longest: workingDays(30) })
  .withMessages(messages)
  .withFigures(figuresOf('外立面隐患', 'Façades'))
  .nearby({ metres: 100, days: 7 })
  .test({
    name: 'cordoned, judged, mended',
    asks: { what: '外墙瓷砖脱落', severity: 'serious', building: '一号楼' },
    acts: [
      { do: 'complete', input: { found: 'falling', cordoned: true } },
      { do: 'complete', input: { grade: 'b', note: '局部空鼓。' } },
      { do: 'complete', input: { reply: '已铲除修补。' }, later: { days: 5 } },
    ],
    expect: { status: 'closed', steps: { cordon: 'done', judge: 'done', mend: 'done' } },
  })
  .test({
    name: 'nothing seen',
    asks: { what: '倾斜变化 0.6 度', severity: 'serious', moved: 0.6 },
    acts: [{ do: 'complete', input: { found: 'none', cordoned: false } }],
    expect: { status: 'closed', steps: { judge: 'skipped', mend: 'skipped' } },
  })
  .build()
