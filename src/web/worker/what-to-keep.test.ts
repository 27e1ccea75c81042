import { expect, test } from 'vitest'
import { keepingOf } from './what-to-keep.ts'

const at = (path: string, method = 'GET', mode = 'cors') =>
  keepingOf({ method, mode, url: `https://city.example${path}` })

test('files named by content, readings for the street, pages, and nothing else', () => {
  expect(at('/assets/index-abc.js')).toBe('asset')
  expect(at('/api/cases?view=mine')).toBe('reading')
  expect(at('/api/cases/01a1f96b-e586-75be-9837-3b912d149780')).toBe('reading')
  expect(at('/api/files/01a1f96b-e586-75be-9837-3b912d149780?size=thumb')).toBe('reading')
  expect(at('/api/patrol/today')).toBe('reading')
  expect(at('/api/patrol/components?grid=310101002000001&limit=2000')).toBe('reading')
  expect(at('/desk/mine', 'GET', 'navigate')).toBe('page')
})

test('what changes something is never answered from the device', () => {
  expect(at('/api/cases', 'POST')).toBe('none')
  expect(at('/api/session', 'DELETE')).toBe('none')
})

test('what is not needed on the street is never kept there', () => {
  expect(at('/api/system/audit')).toBe('none')
  expect(at('/api/admin/people')).toBe('none')
  expect(at('/api/me')).toBe('none')
  expect(at('/api/callers?phone=13800138000')).toBe('none')
  expect(at('/api/search?q=a')).toBe('none')
})

test('programs get what programs ask for, even by a navigation', () => {
  expect(at('/docs', 'GET', 'navigate')).toBe('none')
  expect(at('/open311/discovery.json', 'GET', 'navigate')).toBe('none')
  expect(at('/oidc/auth', 'GET', 'navigate')).toBe('none')
})
