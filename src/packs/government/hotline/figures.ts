import type { FigureDeclaration } from '../../../kernel/pack/index.ts'

/** The five figures a hotline is judged by. */
export const figures: readonly FigureDeclaration[] = [
  {
    name: 'contact',
    title: { zh: '先行联系率', en: 'First contact in time' },
    definition: {
      zh: '应先行联系的工单中，在一个工作日内联系上诉求人的比例',
      en: 'Of cases whose first contact was due, the share in which the reporter was reached in time',
    },
    measure: 'contacted-in-time',
  },
  {
    name: 'onTime',
    title: { zh: '按时办结率', en: 'Handled in time' },
    definition: { zh: '应办结的工单中，在时限内办结的比例', en: 'Of cases due, the share handled within the limit' },
    measure: 'handled-in-time',
  },
  {
    name: 'reply',
    title: { zh: '及时回复率', en: 'Replied in time' },
    definition: {
      zh: '应回复的工单中，在时限内回复诉求人的比例',
      en: 'Of cases due, the share replied to within the limit',
    },
    measure: 'replied-in-time',
  },
  {
    name: 'solved',
    title: { zh: '实际解决率', en: 'Solved' },
    definition: {
      zh: '回访接通的工单中，诉求人确认已解决的比例',
      en: 'Of cases called back, the share the reporter calls solved',
    },
    measure: 'solved',
  },
  {
    name: 'satisfied',
    title: { zh: '满意率', en: 'Satisfied' },
    definition: {
      zh: '有回访或评价结果的工单中，满意和基本满意的比例',
      en: 'Of cases called back or rated, the share satisfied or fairly satisfied',
    },
    measure: 'satisfied',
  },
]
