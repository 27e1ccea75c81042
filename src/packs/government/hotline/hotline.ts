import { pack } from '../../../kernel/pack/index.ts'
import {
  choice,
  classOf,
  email,
  files,
  instant,
  longText,
  officeField,
  phone,
  place,
  text,
  yesNo,
} from '../../../kernel/record/index.ts'
import { days, workingDays, workingHours } from '../../../kernel/time/index.ts'
import { figures } from './figures.ts'
import { messages } from './messages.ts'
import { responsibilities } from './responsibilities.ts'
import { classes } from './taxonomy.ts'
import { templates } from './templates.ts'

const t = (zh: string, en: string) => ({ zh, en })

/** What the reporter tells. Only the words are needed; who reports may stay unknown. */
const asks = {
  what: longText(t('请说说是什么事', 'What is wrong, or what do you want to know?'), {
    hint: t('用平常的话写：什么事、在哪里、从什么时候开始', 'In plain words: what, where, since when'),
    min: 2,
    max: 5000,
  }),
  title: text(t('标题', 'Title'), { optional: true, max: 200 }),
  where: place(t('地点', 'Where'), { optional: true }),
  photos: files(t('照片', 'Photos'), { optional: true, max: 9 }),
  name: text(t('怎么称呼您', 'Your name'), { optional: true, max: 60, grade: 'personal' }),
  phone: phone(t('联系电话', 'Phone'), {
    optional: true,
    hint: t('只给办理的工作人员用来联系您', 'Only those who handle it see this, to contact you'),
  }),
  email: email(t('电子邮箱', 'E-mail'), { optional: true }),
  saidAt: instant(t('反映时间', 'Said at'), { optional: true }),
  sharedNearby: yesNo(
    t('可以让附近的人看到这件事（不含您的信息）', 'May be shown to people near by, without who you are'),
    {
      optional: true,
    },
  ),
}

/** What the sorter decides. */
const sorting = {
  kind: choice(t('诉求类型', 'Kind'), {
    enquiry: t('咨询', 'Enquiry'),
    suggestion: t('建议', 'Suggestion'),
    help: t('求助', 'Help'),
    complaint: t('投诉', 'Complaint'),
    report: t('举报', 'Report'),
    praise: t('表扬', 'Praise'),
  }),
  class: classOf(t('诉求分类', 'Class'), 'hotline'),
  urgency: choice(t('紧急程度', 'Urgency'), {
    normal: t('一般', 'Normal'),
    urgent: t('紧急', 'Urgent'),
    emergency: t('特急', 'Emergency'),
  }),
  route: choice(t('办理方式', 'Route'), {
    dispatch: t('派单办理', 'Dispatch'),
    answer: t('直接解答', 'Answer at once'),
  }),
  office: officeField(t('承办单位', 'Office'), { optional: true, when: 'route = "dispatch"' }),
  reply: longText(t('解答内容', 'Answer'), { optional: true, max: 5000, when: 'route = "answer"' }),
}

const handling = {
  result: choice(t('办理结果', 'Result'), {
    solved: t('已解决', 'Solved'),
    partly: t('部分解决', 'Partly solved'),
    explained: t('解释说明', 'Explained'),
    unfounded: t('不属实', 'Unfounded'),
    referred: t('依法转其他途径', 'Referred to the legal way'),
  }),
  reply: longText(t('答复', 'Reply'), { max: 5000 }),
  evidence: files(t('办理凭证', 'Evidence'), { optional: true, max: 9 }),
}

const callback = {
  reached: yesNo(t('回访接通', 'Reached')),
  solved: yesNo(t('诉求已解决', 'Solved'), { optional: true, when: 'reached = true' }),
  satisfied: choice(
    t('满意程度', 'Satisfied'),
    { yes: t('满意', 'Satisfied'), fair: t('基本满意', 'Fairly satisfied'), no: t('不满意', 'Not satisfied') },
    { optional: true, when: 'reached = true' },
  ),
  note: longText(t('回访情况', 'Note'), { optional: true, max: 1000 }),
}

/**
 * The citizens' hotline 12345 (市民服务热线): a message becomes a case that is sorted, dispatched, handled, called back
 * and rated. Limits by kind are those of one street's published practice; a city edits them in its own copy.
 */
export const hotline = pack('hotline', {
  title: t('12345 市民服务热线', 'Citizens’ hotline 12345'),
  about: t(
    '说出诉求，由责任单位办理、回访、评价',
    'Say what is wrong; those responsible handle it, call back, and are rated',
  ),
  area: 'government',
  owner: 'hotline',
})
  .asks(asks)
  .step('sort', {
    title: t('分拣', 'Sort'),
    by: 'hotline',
    roles: ['sorter', 'operator'],
    within: workingHours(2),
    reads: ['what', 'where'],
    gives: sorting,
    movable: false,
  })
  .step('handle', {
    title: t('办理', 'Handle'),
    byAnswer: 'sort.office',
    roles: ['clerk', 'grid-member', 'dispatcher'],
    reads: ['what', 'where', 'photos', 'phone', 'sort.kind', 'sort.class', 'sort.route', 'sort.office'],
    when: (see) => see.sort.route.is('dispatch'),
    within: {
      by: 'sort.kind',
      of: {
        enquiry: workingDays(1),
        suggestion: workingDays(1),
        praise: workingDays(1),
        help: workingDays(5),
        complaint: workingDays(5),
        report: workingDays(15),
      },
      otherwise: workingDays(5),
    },
    contactWithin: workingDays(1),
    gives: handling,
  })
  .step('callback', {
    title: t('回访', 'Call back'),
    by: 'hotline',
    roles: ['operator', 'sorter'],
    reads: ['phone', 'sort.route', 'handle.reply', 'handle.result'],
    when: (see) => see.sort.route.is('dispatch'),
    within: workingDays(2),
    gives: callback,
    movable: false,
  })
  .marks({
    title: 'title',
    text: 'what',
    place: 'where',
    files: 'photos',
    kind: 'sort.kind',
    class: 'sort.class',
    urgency: 'sort.urgency',
    main: 'handle',
    reply: 'handle.reply',
    solved: 'callback.solved',
    satisfied: 'callback.satisfied',
  })
  .rating({
    levels: 5,
    bad: 2,
    within: days(30),
    tags: [
      { value: 'slow', title: t('办得慢', 'Slow') },
      { value: 'unsolved', title: t('没有解决', 'Not solved') },
      { value: 'attitude', title: t('态度不好', 'Unfriendly') },
      { value: 'unclear', title: t('答复不清楚', 'Unclear reply') },
      { value: 'quick', title: t('办得快', 'Quick') },
      { value: 'helpful', title: t('很有帮助', 'Helpful') },
    ],
  })
  .redo({ from: 'handle', within: days(15), most: 2, when: (see) => see.callback.solved.is(false) })
  .returns({
    supervisedFrom: 2,
    reasons: [
      { value: 'notOurs', title: t('不属于本单位职责', 'Not our responsibility') },
      { value: 'wrongPlace', title: t('不在本辖区', 'Not in our area') },
      { value: 'unclear', title: t('诉求不清楚', 'The matter is unclear') },
      { value: 'legalWay', title: t('应通过法定途径', 'A matter for the legal way') },
    ],
  })
  .extension({ most: 1, longest: workingDays(15) })
  .taxonomy('hotline', { title: t('热线诉求分类', 'Classes of hotline messages'), classes })
  .sorting({
    step: 'sort',
    confidence: 0.85,
    urgentWords: [
      '燃气泄漏',
      '煤气泄漏',
      '着火',
      '起火',
      '爆炸',
      '触电',
      '坍塌',
      '被困',
      '溺水',
      '中毒',
      '跳楼',
      '漏电',
      '电梯困人',
      '井盖缺失',
    ],
    responsibilities,
  })
  .nearby({ metres: 300, days: 30 })
  .open311({ keywords: ['12345'], descriptionField: 'what', placeField: 'where', classStep: 'sort' })
  .withMessages(messages)
  .withTemplates(templates)
  .withFigures(figures)
  .test({
    name: 'dispatched, handled, called back, rated',
    asks: { what: '小区门口路灯不亮三天了' },
    acts: [
      {
        do: 'complete',
        input: { kind: 'complaint', class: '城乡建设', urgency: 'normal', route: 'dispatch', office: 'street' },
      },
      { do: 'accept' },
      { do: 'contact', input: { how: 'phone', reached: true } },
      { do: 'complete', input: { result: 'solved', reply: '已更换灯具，今晚恢复照明。' } },
      { do: 'complete', input: { reached: true, solved: true, satisfied: 'yes' } },
      { do: 'rate', input: { score: 5 } },
    ],
    expect: { status: 'closed', steps: { sort: 'done', handle: 'done', callback: 'done' } },
  })
  .test({
    name: 'answered at once',
    asks: { what: '居住证到哪里办理？' },
    acts: [
      {
        do: 'complete',
        input: {
          kind: 'enquiry',
          class: '政法',
          urgency: 'normal',
          route: 'answer',
          reply: '可在随申办或就近的社区事务受理服务中心办理。',
        },
      },
    ],
    expect: { status: 'closed', steps: { sort: 'done', handle: 'skipped', callback: 'skipped' } },
  })
  .test({
    name: 'not solved is done again',
    asks: { what: '楼上夜间施工噪声' },
    acts: [
      {
        do: 'complete',
        input: { kind: 'complaint', class: '环境保护', urgency: 'normal', route: 'dispatch', office: 'street' },
      },
      { do: 'complete', input: { result: 'explained', reply: '已劝导。' } },
      { do: 'complete', input: { reached: true, solved: false, satisfied: 'no' } },
    ],
    expect: { status: 'open', steps: { handle: 'open', callback: 'waiting' } },
  })
  .build()
