import type { ReplyTemplate } from '../../../kernel/pack/index.ts'

/** Texts that staff start a reply from. `{gaps}` are filled from the case: number, office, class. */
export const templates: readonly ReplyTemplate[] = [
  {
    name: 'solved',
    title: { zh: '已解决', en: 'Solved' },
    text: {
      zh: '您好！您反映的问题（{number}）我单位已到现场核实，并已处理完毕：________。感谢您的监督。',
      en: 'Hello. We looked at the matter you told us of ({number}) on the spot and have mended it: ________. Thank you.',
    },
  },
  {
    name: 'planned',
    title: { zh: '列入计划', en: 'Planned' },
    text: {
      zh: '您好！您反映的问题（{number}）已列入计划，预计于____年__月__日前完成，期间由{office}负责，可随时与我们联系。',
      en: 'Hello. The matter ({number}) is in our plan and should be done by ________. {office} answers for it.',
    },
  },
  {
    name: 'explained',
    title: { zh: '政策解释', en: 'Explained' },
    text: {
      zh: '您好！关于您咨询的事项（{number}），依据________，________。如仍有疑问，请继续联系我们。',
      en: 'Hello. On your question ({number}): according to ________, ________. Ask again if anything is unclear.',
    },
  },
  {
    name: 'unfounded',
    title: { zh: '经核实情况不符', en: 'Not found so' },
    text: {
      zh: '您好！我单位于____月__日到现场核实，未发现您反映的情况（{number}）。如有新的线索，请补充。',
      en: 'Hello. We looked on ________ and did not find what you described ({number}). Tell us if you know more.',
    },
  },
]
