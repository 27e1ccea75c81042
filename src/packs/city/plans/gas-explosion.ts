import type { Plan } from '../../../kernel/response/index.ts'

/** Gas explosion (燃气爆炸): comes without a warning; who is near must leave, the pipe must be shut, those hurt be brought away. */
export const gasExplosion: Plan = {
  id: 'gas-explosion',
  title: { zh: '燃气事故专项预案', en: 'Gas accident plan' },
  hazard: 'gas-explosion',
  basis: {
    zh: '参照《城镇燃气管理条例》第四十条编写的起点，须按本市发布的预案修订',
    en: 'A starting point after article 40 of the Regulation on Urban Gas; to be adapted to the plan that the city has published',
  },
  proposes: {},
  tasks: [
    {
      id: 'cordon',
      title: { zh: '警戒疏散', en: 'Cordon and clearing' },
      text: {
        zh: '设警戒区，疏散人员，禁火禁电，管制周边道路。',
        en: 'A cordon is drawn, people are led out, no flame and no switch; roads around are closed.',
      },
      at: ['IV', 'III', 'II', 'I'],
      to: [{ duty: 'police', levels: ['city', 'district'] }],
      ...{ acknowledgeWithin: 3, doneWithin: 30 },
    },
    {
      id: 'valve',
      title: { zh: '关阀断气', en: 'Gas shut off' },
      text: {
        zh: '督促燃气企业关断上下游阀门并检测浓度，回报时间和读数。',
        en: 'The gas company shuts the valves on both sides and measures; the time and the reading are reported.',
      },
      at: ['IV', 'III', 'II', 'I'],
      to: [{ duty: 'construction', levels: ['city', 'district'] }],
      ...{ acknowledgeWithin: 5, doneWithin: 60 },
    },
    {
      id: 'rescue',
      title: { zh: '灭火搜救', en: 'Fire put out, people searched for' },
      text: {
        zh: '灭火、搜救被困人员，断气并检测安全后进入。',
        en: 'The fire is put out and people are searched for, entering when the gas is off and measured safe.',
      },
      at: ['IV', 'III', 'II', 'I'],
      to: [{ duty: 'fire', levels: ['city', 'district'] }],
      after: ['valve'],
      ...{ acknowledgeWithin: 3, doneWithin: 120 },
    },
    {
      id: 'medical',
      title: { zh: '医疗救治', en: 'Care for the injured' },
      text: {
        zh: '调派急救力量，落实收治医院，回报伤员人数。',
        en: 'Ambulances are sent, hospitals named, and the number of injured is reported.',
      },
      at: ['III', 'II', 'I'],
      to: [{ duty: 'health', levels: ['city', 'district'] }],
      ...{ acknowledgeWithin: 5, doneWithin: 60 },
    },
    {
      id: 'settle',
      title: { zh: '居民安置', en: 'Residents looked after' },
      text: {
        zh: '清点疏散居民，安排临时住处，逐户核对。',
        en: 'Those led out are counted house by house and given a place to stay.',
      },
      at: ['III', 'II', 'I'],
      to: [
        { duty: 'operation-centre', levels: ['street'] },
        { duty: 'committee', levels: ['community'] },
      ],
      after: ['cordon'],
      ...{ acknowledgeWithin: 10, doneWithin: 240 },
    },
  ],
  resources: [
    { kind: 'team', title: { zh: '燃气抢修队', en: 'Gas repair teams' }, count: 1, at: ['IV', 'III', 'II', 'I'] },
    { kind: 'shelter', title: { zh: '临时安置点', en: 'Places to stay' }, count: 1, at: ['III', 'II', 'I'] },
  ],
  messages: [
    {
      at: ['IV', 'III', 'II', 'I'],
      title: { zh: '燃气事故，请勿靠近', en: 'Gas accident: keep away' },
      text: {
        zh: '请远离警戒区，不要动火、开关电器或在现场打电话，听从现场人员指挥。',
        en: 'Keep out of the cordon; no flame, no switches, no telephone near the place; follow those on the spot.',
      },
    },
  ],
}
