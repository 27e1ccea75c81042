import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/open311.md'), 'utf8')
const tests = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n')

/** Titles of the tests, with those of tables written out. */
function titles(): ReadonlySet<string> {
  const plain = [...tests.matchAll(/\btest\(\s*'((?:[^'\\]|\\.)*)'/g)].map((match) => match[1] ?? '')
  const tables = [...tests.matchAll(/test\.each<[^(]*\(\[([\s\S]*?)\]\)\('([^']*%s[^']*)'/g)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/^\s*\['([^']*)'/gm)].map((row) => (match[2] ?? '').replace('%s', row[1] ?? '')),
  )
  return new Set([...plain, ...tables])
}

test('every rule of docs/open311.md names a test that exists', () => {
  const named = [...page.matchAll(/^\| [GDFE ]+ \| .* \| (.*) \|$/gm)].map((match) => match[1])
  expect(named.length).toBeGreaterThan(45)
  const known = titles()
  expect(named.filter((title) => title === undefined || !known.has(title))).toEqual([])
})
