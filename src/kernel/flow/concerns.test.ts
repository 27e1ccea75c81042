import { expect, test } from 'vitest'
import { type CaseEvent, concerns, type Happening } from './index.ts'

const office = { office: 'park', path: '/sh/east/park' }
const event = (happening: Happening): CaseEvent => ({ seq: 9, at: 0, by: 'somebody', ...happening })
const closing = { name: 'complete', step: 'close' }

test.each<readonly [string, Happening, boolean]>([
  ['another source', { type: 'heard', sources: [] }, false],
  ['a note', { type: 'noted', text: 'x' }, false],
  ['a pump that answers', { type: 'effect-told', run: 'pump/1', target: 'p', answer: 'done' }, false],
  ['a yes to a pump', { type: 'effect-decided', run: 'pump/1', granted: true }, false],
  ['another step done', { type: 'completed', step: 'drain', given: {} }, false],
  ['another step begun', { type: 'opened', step: 'drain', holder: office }, false],
  ['the same step sent elsewhere', { type: 'dispatched', step: 'close', holder: office }, true],
  ['the same step done', { type: 'completed', step: 'close', given: {} }, true],
  ['an earlier step corrected', { type: 'corrected', step: 'confirm', given: {}, reason: 'x' }, true],
  ['the case joined to another', { type: 'joined', into: 'x', intoNumber: '1', reason: 'hand' }, true],
  ['the case over', { type: 'closed', outcome: 'done' }, true],
  ['what the reporter adds', { type: 'added', text: 'x', files: [] }, true],
])('who completes a step is concerned by %s: %#', (_, happening, is) => {
  expect(concerns(event(happening), closing)).toBe(is)
})

test('who decides on an effect is concerned by another’s decision; who acts on the whole case by every step', () => {
  const decided = event({ type: 'effect-decided', run: 'pump/1', granted: true })
  expect(concerns(decided, { name: 'decide-effect' })).toBe(true)
  expect(concerns(event({ type: 'completed', step: 'drain', given: {} }), { name: 'join' })).toBe(true)
})
