import type { Sign } from '../../../kernel/signs/index.ts'
import { day, hour, needs, sign, t, units } from './usual.ts'

/** Signs of services (政务与民生服务). */
export const services: readonly Sign[] = [
  sign({
    code: 'cases-returned',
    class: 'services',
    title: t('退单事项', 'Given back'),
    definition: t('最近七天受理的事项中被承办单位退回过的', 'Cases of seven days that an office gave back'),
    unit: units.cases,
    period: hour,
    source: { from: 'cases', count: 'returned', over: 7 * day },
    bounds: [
      { side: 'high', when: { levels: ['city'] }, notice: 100, warning: 400 },
      { side: 'high', notice: 20, warning: 80 },
    ],
    ease: 5,
    answers: 'operation-centre',
  }),
  sign({
    code: 'cases-redone',
    class: 'services',
    title: t('重办事项', 'Done again'),
    definition: t('最近 30 天受理的事项中重办过的', 'Cases of 30 days that were done again'),
    unit: units.cases,
    period: hour,
    source: { from: 'cases', count: 'redone', over: 30 * day },
    answers: 'operation-centre',
  }),
  sign({
    code: 'online-share',
    class: 'services',
    title: t('网上受理占比', 'Share received online'),
    definition: t('最近七天受理的事项中网上提交的比例', 'Share of cases of seven days that came by the portal'),
    unit: units.percent,
    digits: 1,
    period: hour,
    source: { from: 'cases', count: 'received', over: 7 * day, share: { channel: 'portal' } },
    answers: 'data',
  }),
  sign({
    code: 'reports-joined',
    class: 'services',
    title: t('一天诉求人次', 'Reports in a day'),
    definition: t(
      '最近一天受理的事项所含的反映次数（并案计入）',
      'Reports within the cases of the last day, those joined included',
    ),
    unit: units.reports,
    source: { from: 'cases', count: 'reports', over: day },
    answers: 'operation-centre',
  }),
  sign({
    code: 'certificate-use',
    class: 'services',
    title: t('电子证照调用', 'Certificates shown'),
    definition: t('最近一小时电子证照调用次数', 'Uses of electronic certificates in the last hour'),
    unit: t('次', 'uses'),
    source: needs('电子证照库调用日志', 'the log of the certificate store'),
    answers: 'data',
  }),
  sign({
    code: 'service-hall-wait',
    class: 'services',
    title: t('大厅平均等候', 'Wait in service halls'),
    definition: t('各政务服务大厅当前平均等候分钟', 'Mean minutes of waiting in service halls now'),
    unit: t('分钟', 'min'),
    source: needs('政务大厅排队叫号数据', 'queues of the service halls'),
    answers: 'data',
  }),
]
