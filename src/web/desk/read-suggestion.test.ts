import { expect, test } from 'vitest'
import { readSuggestion } from './read-suggestion.ts'

const whole = {
  madeAt: '2026-11-20T01:00:00Z',
  fields: {
    class: { value: '城乡建设/市政设施', confidence: 0.91, words: [{ word: '路灯', weight: 2.1 }] },
    urgency: { value: 'normal', why: { zh: '没有紧急用语', en: 'no urgent words' } },
  },
  twins: [{ id: 'a', number: '1', title: '路灯不亮', likeness: 0.8 }],
  topic: { id: 't', title: '路灯', messages: 4 },
  isSure: true,
  unsure: null,
}

test('what insight keeps is shown as it is', () => {
  const shown = readSuggestion(whole)
  expect(shown.fields.class?.confidence).toBe(0.91)
  expect(shown.fields.urgency?.why?.en).toBe('no urgent words')
  expect(shown.twins).toHaveLength(1)
  expect(shown.topic).toEqual({ id: 't', title: '路灯', messages: 4 })
  expect(shown.isSure).toBe(true)
})

test('what is not understood is left out, never taken for a suggestion', () => {
  const shown = readSuggestion({
    fields: { class: { value: '' }, office: 'street', kind: { value: 7 }, urgency: null },
    twins: [{ id: 'a' }, 'b'],
    topic: { id: 7 },
    isSure: 'yes',
    unsure: { zh: '不够把握' },
  })
  expect(shown).toEqual({ fields: {}, twins: [], topic: null, isSure: false, unsure: null })
})

test('a case without a suggestion has none', () => {
  expect(readSuggestion({}).fields).toEqual({})
})
