import { expect, test } from 'vitest'
import type { Actor } from '../access/index.ts'
import { pack } from '../pack/index.ts'
import { text } from '../record/index.ts'
import { act, foldCase, type OfficeRef, submit, type World } from './index.ts'

const t = (zh: string, en: string) => ({ zh, en })
const number = { number: text(t('编号', 'Number')) }

/** Three steps one after the other; the second cannot be undone. */
const { flow, hash } = pack('permits', {
  title: t('许可', 'Permits'),
  about: t('许可', 'Permits'),
  area: 'city',
  owner: 'desk',
})
  .asks({ what: text(t('事项', 'What')) })
  .step('register', { title: t('登记', 'Register'), gives: number, undo: t('注销登记', 'Strike it off') })
  .step('announce', {
    title: t('公告', 'Announce'),
    reads: ['register.number'],
    gives: { page: text(t('版面', 'Page')) },
  })
  .step('issue', {
    title: t('发证', 'Issue'),
    reads: ['announce.page'],
    gives: { card: text(t('证号', 'Card')) },
    undo: t('收回', 'Take it back'),
  })
  .step('hand', { title: t('送达', 'Hand over'), reads: ['issue.card'], gives: { to: text(t('收件人', 'To')) } })
  .marks({ text: 'what', main: 'issue' })
  .build()

const desk: OfficeRef = { office: 'desk', path: '/sh/desk' }
const world = (now: number): World => ({
  now,
  findOffice: () => desk,
  findDuty: () => desk,
  dispatcherOf: () => desk,
  supervisorOf: () => desk,
  due: (from, { amount }) => from + amount,
})
const post = { ...desk, role: 'clerk' as const, level: 'city' as const, title: t('', '') }
const owner: Actor = { id: 'owner', kind: 'person', name: '', scopes: ['*'], posts: [post] }

test('withdrawing undoes what was done and can be undone, the last first, and the rest stays as it is', () => {
  const begun = submit({
    ...{ flow, pack: 'permits', hash, id: 'x', number: '1', answers: { what: '开店' } },
    ...{ origin: { channel: 'portal' }, owner: 'owner', actor: owner, world: world(1) },
  })
  let { state } = begun
  const events = [...begun.events]
  const perform = (name: string, step: string | undefined, input: Record<string, unknown>) => {
    const outcome = act({
      flow,
      state,
      name,
      ...(step && { step }),
      input,
      actor: owner,
      world: world(events.length + 1),
    })
    state = outcome.state
    events.push(...outcome.events)
    return outcome.events
  }
  perform('complete', 'register', { number: '7' })
  perform('complete', 'announce', { page: '3' })
  perform('complete', 'issue', { card: '9' })
  const told = perform('withdraw', undefined, { reason: 'mistake' })
  expect(told.map((event) => ('step' in event ? `${event.type} ${event.step}` : event.type))).toEqual([
    'undone issue',
    'undone register',
    'withdrawn',
  ])
  expect(state.status).toBe('withdrawn')
  expect(state.tasks.announce?.status).toBe('done')
  expect([state.tasks.issue, state.tasks.register].map((task) => [task?.status, task?.given, task?.holder])).toEqual([
    ['waiting', undefined, desk],
    ['waiting', undefined, desk],
  ])
  expect(foldCase('x', events)).toEqual(state)
})
