import { pack } from '../../../kernel/pack/index.ts'
import { choice, files, longText, yesNo } from '../../../kernel/record/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours, workingDays } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'

/**
 * A lamp that does not burn (路灯不亮): told by its controller, by patrols and citizens; a whole row is one case. Limits are proposals
 * that a city edits in its own copy.
 */
export const streetLight = pack('street-light', {
  title: t('路灯故障', 'Street light out'),
  about: t('路灯不亮、常亮、闪烁，派修、复核', 'A lamp dark, always on or flickering: mended and looked at again'),
  area: 'government',
  owner: 'construction',
  begunBy: 'staff',
})
  .asks(foundFields)
  .hears(
    [
      { alarms: ['lamp-failed'] },
      // Class 0120 of components: street lights, after CJ/T 214 [?].
      { patrol: ['component:0120'] },
      {
        reports: {
          pack: 'hotline',
          classes: ['城乡建设/市政设施/路灯照明'],
          words: ['路灯不亮', '路灯坏', '路灯没亮', '路灯灭'],
        },
      },
    ],
    { fills: foundFills, joins: { metres: 120, hours: 72, extent: 800 } },
  )
  .responsible([
    {
      name: 'lanes',
      when: (see) => see.severity.is('notice'),
      to: { duty: 'street', level: 'street' },
      from: '2026-01-01',
      because: t('单灯故障由所在街镇的养护单位修复', 'A single lamp is mended by those who keep the street’s lamps'),
    },
    {
      name: 'district',
      to: { duty: 'construction', level: 'district' },
      because: t('成片熄灯由区建设管理部门抢修', 'A dark row is mended by the district’s construction authority'),
    },
  ])
  .step('mend', {
    title: t('修复', 'Mend'),
    byRules: true,
    roles: ['clerk', 'grid-member', 'dispatcher'],
    within: { by: 'severity', of: { serious: hours(24), critical: hours(12) }, otherwise: workingDays(2) },
    reads: ['what', 'where', 'severity', 'told'],
    checks: {
      begins: t(
        '应亮未亮、应灭未灭、闪烁，灯杆倾斜除外',
        'Dark when it should burn, burning by day, or flickering; a leaning pole is another matter',
      ),
    },
    gives: {
      cause: choice(t('原因', 'Cause'), {
        lamp: t('灯具', 'Lamp'),
        line: t('线路', 'Line'),
        control: t('控制', 'Control'),
        none: t('正常', 'It burns'),
      }),
      reply: longText(t('答复', 'Reply'), { max: 2000 }),
      evidence: files(t('处置照片', 'Photos'), { optional: true, max: 9 }),
    },
    effects: [
      {
        ...{
          kind: 'command',
          name: 'relight',
          title: t('遥控点亮试灯', 'Try the lamp by remote control'),
          on: 'completed',
        },
        ...{ profile: 'street-light', command: 'switch', reach: 'source', input: { isOn: true } },
        when: (see) => see.mend.cause.isNot('none'),
      },
    ],
  })
  .step('look', {
    title: t('夜间复核', 'Look at it by night'),
    by: 'street',
    roles: ['grid-member', 'clerk'],
    within: workingDays(2),
    reads: ['where', 'mend.cause'],
    when: (see) => see.mend.cause.isNot('none'),
    checks: { ends: t('夜间正常亮灯', 'It burns at night') },
    gives: { burns: yesNo(t('已正常亮灯', 'It burns')) },
  })
  .filedAs(cityClasses('城乡建设/市政设施/路灯照明'), { class: '城乡建设/市政设施/路灯照明' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'mend', reply: 'mend.reply' })
  .redo({ from: 'mend', within: workingDays(15), most: 2, when: (see) => see.look.burns.is(false) })
  .returns(returns)
  .extension({ most: 1, longest: workingDays(5) })
  .withMessages(messages)
  .withFigures(figuresOf('路灯', 'Street lights'))
  .nearby({ metres: 200, days: 7 })
  .test({
    name: 'mended, and burns at night',
    asks: { what: '路灯不亮', severity: 'notice' },
    acts: [
      { do: 'complete', input: { cause: 'lamp', reply: '已换灯具。' } },
      { do: 'complete', input: { burns: true }, later: { days: 1 } },
    ],
    expect: { status: 'closed', steps: { mend: 'done', look: 'done' } },
  })
  .test({
    name: 'still dark: mended again',
    asks: { what: '一排路灯不亮', severity: 'serious' },
    acts: [
      { do: 'complete', input: { cause: 'line', reply: '已修。' } },
      { do: 'complete', input: { burns: false } },
    ],
    expect: { status: 'open', steps: { mend: 'open', look: 'waiting' } },
  })
  .build()
