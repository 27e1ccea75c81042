import { pack } from '../../../kernel/pack/index.ts'
import { choice, files, integer, longText, text, yesNo } from '../../../kernel/record/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours, workingDays } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'

/**
 * People trapped in a lift (电梯困人). Rescue within thirty minutes is the usual demand on whoever maintains it (TSG T5002 asks for it); the
 * other limits are proposals that a city edits in its own copy.
 */
export const liftTrapping = pack('lift-trapping', {
  title: t('电梯困人', 'Trapped in a lift'),
  about: t('电梯困人报警，安抚、救援、检修', 'People trapped: calmed, freed, the lift mended'),
  area: 'government',
  owner: 'market',
  begunBy: 'staff',
})
  .asks({ ...foundFields, lift: text(t('电梯', 'Lift'), { optional: true, max: 100 }) })
  .hears(
    [
      { alarms: ['lift-trapped'] },
      { reports: { pack: 'hotline', classes: [], words: ['电梯困人', '困在电梯', '被困电梯', '关在电梯'] } },
    ],
    { fills: { ...foundFills, lift: 'who' }, joins: { metres: 80, hours: 2 } },
  )
  .responsible([
    {
      name: 'night',
      when: (see) => see.isWorkTime.is(false),
      to: { duty: 'operation-centre', level: 'district' },
      because: t('非工作时间由区城运中心值班调度', 'Outside working time the district’s operation centre dispatches'),
    },
    {
      name: 'market',
      to: { duty: 'market', level: 'district' },
      because: t('电梯应急处置由市场监管部门调度', 'Lifts are dispatched by the market supervision authority'),
    },
  ])
  .step('free', {
    title: t('救援', 'Free them'),
    byRules: true,
    roles: ['duty-officer', 'dispatcher', 'clerk'],
    within: hours(0.5),
    reads: ['what', 'where', 'lift'],
    checks: { begins: t('轿厢内有人且停梯不开门', 'People are in a car that stands and does not open') },
    gives: {
      found: choice(t('现场情况', 'What is there'), {
        freed: t('已救出', 'Freed'),
        none: t('无人被困', 'Nobody trapped'),
      }),
      people: integer(t('被困人数', 'People'), { optional: true, min: 0, max: 50 }),
      hurt: yesNo(t('有人受伤', 'Somebody is hurt')),
      note: longText(t('救援情况', 'How'), { optional: true, max: 1000 }),
    },
  })
  .step('inspect', {
    title: t('停梯检修', 'Stop and inspect'),
    by: 'market',
    roles: ['clerk', 'dispatcher'],
    within: workingDays(2),
    reads: ['lift', 'free.found'],
    when: (see) => see.free.found.is('freed'),
    checks: { ends: t('故障排除，检验合格后恢复使用', 'The fault is gone; it runs again after an inspection') },
    gives: {
      cause: choice(t('原因', 'Cause'), {
        door: t('门系统', 'Doors'),
        control: t('控制', 'Control'),
        power: t('停电', 'Power'),
        other: t('其他', 'Other'),
      }),
      reply: longText(t('答复', 'Reply'), { max: 2000 }),
      evidence: files(t('照片', 'Photos'), { optional: true, max: 9 }),
    },
  })
  .filedAs(cityClasses('城乡建设/物业管理/电梯运行'), { class: '城乡建设/物业管理/电梯运行' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'free', reply: 'inspect.reply' })
  .returns(returns)
  .withMessages(messages)
  .withFigures(figuresOf('电梯困人救援', 'Rescues from lifts', 0.98))
  .test({
    name: 'freed, the lift inspected',
    asks: { what: '电梯困人', severity: 'critical', lift: 'lift-0007' },
    acts: [
      { do: 'complete', input: { found: 'freed', people: 2, hurt: false } },
      { do: 'complete', input: { cause: 'door', reply: '已更换门锁触点。' } },
    ],
    expect: { status: 'closed', steps: { free: 'done', inspect: 'done' } },
  })
  .test({
    name: 'nobody was trapped',
    asks: { what: '电梯困人报警', severity: 'critical' },
    acts: [{ do: 'complete', input: { found: 'none', hurt: false } }],
    expect: { status: 'closed', steps: { inspect: 'skipped' } },
  })
  .build()
