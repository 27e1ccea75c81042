import { expect, test } from 'vitest'
import { conformed, minorOf } from './conform.ts'
import type { JsonObject } from './write-entity.ts'

const document: JsonObject = {
  id: 'urn:x:1',
  type: ['Building', 'Tower'],
  scope: '/Paris',
  expiresAt: '2030-01-01T00:00:00Z',
  name: { type: 'LanguageProperty', languageMap: { fr: 'Tour', en: 'Tower' } },
  kind: { type: 'VocabProperty', vocab: 'tower' },
  extra: { type: 'JsonProperty', json: { a: 1 } },
  steps: { type: 'ListProperty', valueList: [1, 2] },
  next: { type: 'ListRelationship', objectList: [{ object: 'urn:x:2' }, { object: 'urn:x:3' }] },
  owner: { type: 'Relationship', object: 'urn:x:4', objectType: 'Person', observedAt: '2020-01-01T00:00:00Z' },
  height: [
    { type: 'Property', value: 1, datasetId: 'urn:x:a' },
    { type: 'Property', value: 2, unitCode: 'MTR', accuracy: { type: 'VocabProperty', vocab: 'good' }, valueType: 'x' },
  ],
  location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [1, 2] } },
}

test('nothing of the newest version is left out of it', () => {
  expect(conformed(document, 9)).toEqual(document)
})

test('1.8 had no ends and no kinds of values', () => {
  const { expiresAt: _, ...rest } = document
  const plain = { type: 'Property', value: 2, unitCode: 'MTR', accuracy: { type: 'VocabProperty', vocab: 'good' } }
  expect(conformed(document, 8)).toEqual({
    ...rest,
    height: [{ type: 'Property', value: 1, datasetId: 'urn:x:a' }, plain],
  })
})

test('1.5 had properties, relationships and languages', () => {
  expect(conformed(document, 5)).toMatchObject({
    type: ['Building', 'Tower'],
    scope: '/Paris',
    name: document.name,
    kind: { type: 'Property', value: 'tower' },
    extra: { type: 'Property', value: { a: 1 } },
    steps: { type: 'Property', value: [1, 2] },
    next: { type: 'Relationship', object: ['urn:x:2', 'urn:x:3'] },
    owner: { type: 'Relationship', object: 'urn:x:4', observedAt: '2020-01-01T00:00:00Z' },
  })
})

test('1.0 had one type, one instance, and neither scopes nor instants', () => {
  expect(conformed(document, 0)).toEqual({
    id: 'urn:x:1',
    type: 'Building',
    name: { type: 'Property', value: { fr: 'Tour', en: 'Tower' } },
    kind: { type: 'Property', value: 'tower' },
    extra: { type: 'Property', value: { a: 1 } },
    steps: { type: 'Property', value: [1, 2] },
    next: { type: 'Relationship', object: ['urn:x:2', 'urn:x:3'] },
    owner: { type: 'Relationship', object: 'urn:x:4' },
    height: { type: 'Property', value: 2, accuracy: { type: 'Property', value: 'good' } },
    location: document.location,
  })
})

test('simplified values stay as they are', () => {
  const simple = { id: 'urn:x:1', type: 'A', speed: 3, list: [1, 2], place: { type: 'Point', coordinates: [1, 2] } }
  expect(conformed(simple, 0)).toEqual(simple)
})

test.each([
  ['1.5', 5],
  [' 1.10 ', 10],
  ['2.0', undefined],
  ['1', undefined],
  ['1.5.1', undefined],
])('%s is minor version %s', (text, minor) => {
  expect(minorOf(text)).toBe(minor)
})
