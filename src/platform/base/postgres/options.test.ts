import { expect, test } from 'vitest'
import { buffersFor } from './options.ts'

test('the server keeps an eighth of the machine, but what a small city needs and no more than helps', () => {
  const gib = 2 ** 30
  expect([0.5, 2, 24, 256].map((size) => buffersFor(size * gib))).toEqual(['256MB', '256MB', '3072MB', '8192MB'])
})
