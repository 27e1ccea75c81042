import type { MessageDeclaration } from '../pack/index.ts'
import { t } from './words.ts'

/** What staff is told of an event (处置提醒). Reporters are told by the pack of their own report. */
export const messages: readonly MessageDeclaration[] = [
  {
    on: 'opened',
    to: 'holder',
    title: t('新事件 {number}', 'New event {number}'),
    text: t('“{step}”请于 {due} 前办理', '"{step}" is due by {due}'),
  },
  {
    on: 'returned',
    to: 'holder',
    title: t('退回的事件 {number}', 'Returned: {number}'),
    text: t('理由：{text}', 'Reason: {text}'),
  },
  {
    on: 'effect-due',
    to: 'holder',
    title: t('联动操作：{number}', 'Effect: {number}'),
    text: t('“{step}”有联动操作，需要时请确认', '"{step}" acts on devices or tells people: confirm it where asked'),
  },
  {
    on: 'overdue',
    to: 'supervisor',
    title: t('超期：{number}', 'Overdue: {number}'),
    text: t('“{step}”应于 {due} 前完成，现由 {office} 办理', '"{step}" was due by {due}, now with {office}'),
  },
]
