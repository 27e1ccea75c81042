import type { Plan } from '../../../kernel/response/index.ts'

/** Crowd at a place (大客流): more people than a place can hold safely. */
export const crowd: Plan = {
  id: 'crowd',
  title: { zh: '大客流专项预案', en: 'Crowd plan' },
  hazard: 'crowd',
  basis: {
    zh: '参照《大型群众性活动安全管理条例》编写的起点，须按场所核定的容量修订',
    en: 'A starting point after the Regulation on the Safety of Mass Events; to be adapted to the approved capacity of the place',
  },
  proposes: { yellow: 'IV', orange: 'III', red: 'II' },
  answers: { 'crowd-largest': { warning: 'IV', serious: 'III', critical: 'II' } },
  tasks: [
    {
      id: 'guide',
      title: { zh: '现场引导、单向通行', en: 'People guided one way' },
      text: {
        zh: '增派力量到关键点位，实行单向通行，回报到岗人数。',
        en: 'People are posted at the narrow points, one way only; those present are counted.',
      },
      at: ['IV', 'III', 'II', 'I'],
      to: [
        { duty: 'police', levels: ['city', 'district'] },
        { duty: 'grid', levels: ['grid'] },
      ],
      ...{ acknowledgeWithin: 5, doneWithin: 30 },
    },
    {
      id: 'limit',
      title: { zh: '限流截流', en: 'Entry limited' },
      text: {
        zh: '控制入口，暂停增客活动，设置缓冲区。',
        en: 'Entrances are held, what draws more people is stopped, a buffer is made.',
      },
      at: ['III', 'II', 'I'],
      to: [{ duty: 'culture-tourism', levels: ['city', 'district'] }],
      ...{ acknowledgeWithin: 5, doneWithin: 30 },
    },
    {
      id: 'pass-by',
      title: { zh: '轨道交通跳站、公交增疏', en: 'Metro passes by, more buses out' },
      text: {
        zh: '协调邻近车站限流或跳站，增开疏散公交。',
        en: 'Stations near by are held or passed, and more buses take people away.',
      },
      at: ['II', 'I'],
      to: [{ duty: 'transport', levels: ['city'] }],
      after: ['limit'],
      ...{ acknowledgeWithin: 5, doneWithin: 45 },
    },
    {
      id: 'care',
      title: { zh: '急救前置', en: 'Ambulances placed ahead' },
      text: { zh: '急救车和医护到集结点待命。', en: 'Ambulances and staff stand ready at the meeting point.' },
      at: ['II', 'I'],
      to: [{ duty: 'health', levels: ['city', 'district'] }],
      ...{ acknowledgeWithin: 5, doneWithin: 30 },
    },
  ],
  resources: [{ kind: 'team', title: { zh: '疏导队', en: 'Guiding teams' }, count: 2, at: ['III', 'II', 'I'] }],
  messages: [
    {
      at: ['III', 'II', 'I'],
      title: { zh: '人流较大，请错峰', en: 'Very crowded: please come later' },
      text: {
        zh: '该区域人流已接近上限，请错峰前往，在场人员请按引导单向离开。',
        en: 'This area is close to what it can hold. Please come later; if you are there, leave one way as guided.',
      },
    },
  ],
}
