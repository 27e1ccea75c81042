import type { MessageDeclaration } from '../../../kernel/pack/index.ts'

/** What the hotline tells people when something happens. `{gaps}`: number, step, office, due, text, link. */
export const messages: readonly MessageDeclaration[] = [
  {
    on: 'submitted',
    to: 'reporter',
    title: { zh: '已收到您的诉求 {number}', en: 'We have your message {number}' },
    text: { zh: '我们会尽快分派办理，进展可随时查看：{link}', en: 'It will be passed on soon. Follow it here: {link}' },
  },
  {
    on: 'opened',
    to: 'holder',
    title: { zh: '新工单 {number}', en: 'New work {number}' },
    text: { zh: '“{step}”请于 {due} 前办理', en: '"{step}" is due by {due}' },
  },
  {
    on: 'dispatched',
    to: 'holder',
    title: { zh: '派来工单 {number}', en: 'Dispatched to you: {number}' },
    text: { zh: '“{step}”请于 {due} 前办理', en: '"{step}" is due by {due}' },
  },
  {
    on: 'asked',
    to: 'reporter',
    title: { zh: '关于 {number}，想请您补充', en: 'A question about {number}' },
    text: { zh: '{text} 请在这里回答：{link}', en: '{text} Answer here: {link}' },
  },
  {
    on: 'closed',
    to: 'reporter',
    title: { zh: '{number} 已办结，请您评价', en: '{number} is done: please rate it' },
    text: { zh: '查看答复并评价：{link}', en: 'See the reply and rate it: {link}' },
  },
  {
    on: 'joined',
    to: 'reporter',
    title: { zh: '{number} 与同一事件合并办理', en: '{number} is handled together with the same event' },
    text: {
      zh: '其他人和设备也反映了这件事，您的编号和进展链接不变：{link}',
      en: 'Others tell of the same. Your number and link stay as they are: {link}',
    },
  },
  {
    on: 'followed',
    to: 'reporter',
    title: { zh: '{number} 已办结，请您评价', en: '{number} is done: please rate it' },
    text: { zh: '查看处置结果并评价：{link}', en: 'See what was done and rate it: {link}' },
  },
  {
    on: 'returned',
    to: 'holder',
    title: { zh: '退回的工单 {number}', en: 'Returned: {number}' },
    text: { zh: '理由：{text}', en: 'Reason: {text}' },
  },
  {
    on: 'overdue',
    to: 'supervisor',
    title: { zh: '超期：{number}', en: 'Overdue: {number}' },
    text: { zh: '“{step}”应于 {due} 前完成，现由 {office} 办理', en: '"{step}" was due by {due}, now with {office}' },
  },
  {
    on: 'nudged',
    to: 'holder',
    title: { zh: '催办：{number}', en: 'Please hurry: {number}' },
    text: { zh: '{text}', en: '{text}' },
  },
]
