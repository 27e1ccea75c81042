import type { Words } from '../../kernel/words.ts'

/** The five words of the national scale for reviews of government services (好差评), worst first. */
export const ratingWords: readonly Words[] = [
  { zh: '非常不满意', en: 'Very dissatisfied' },
  { zh: '不满意', en: 'Dissatisfied' },
  { zh: '基本满意', en: 'Fairly satisfied' },
  { zh: '满意', en: 'Satisfied' },
  { zh: '非常满意', en: 'Very satisfied' },
]
