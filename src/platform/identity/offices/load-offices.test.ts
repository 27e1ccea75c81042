import { expect, test } from 'vitest'
import { CityError } from '../../../kernel/errors/index.ts'
import type { NewOffice } from './change-office.ts'
import { placeOffices } from './load-offices.ts'

const one = (id: string, parent: string | undefined, level: NewOffice['level']): NewOffice => ({
  id,
  parent,
  level,
  kind: 'government',
  title: { zh: id, en: id },
})

const faultsOf = (offices: readonly NewOffice[]) => {
  try {
    placeOffices(offices, new Map())
  } catch (fault) {
    if (fault instanceof CityError) return fault.faults.map(({ row, field, found }) => [row, field, found])
    throw fault
  }
  return []
}

test('paths follow from the parents, whatever the order', () => {
  const placed = placeOffices(
    [one('s', 'd', 'street'), one('d', 'c', 'district'), one('c', undefined, 'city')],
    new Map(),
  )
  expect(placed.map(({ id, path }) => [id, path])).toEqual([
    ['s', '/c/d/s'],
    ['d', '/c/d'],
    ['c', '/c'],
  ])
})

test('what is there already keeps its place, and what is new goes below it', () => {
  const there = new Map([['d', { path: '/c/other/d', level: 'district' as const }]])
  const placed = placeOffices([one('d', 'c', 'district'), one('s', 'd', 'street'), one('c', undefined, 'city')], there)
  expect(placed.find(({ id }) => id === 's')?.path).toBe('/c/other/d/s')
  expect(placed.find(({ id }) => id === 'd')?.path).toBe('/c/other/d')
})

test('every fault is named with its row', () => {
  const faults = faultsOf([
    one('c', undefined, 'city'),
    one('c', undefined, 'city'),
    one('x', 'nowhere', 'district'),
    one('p', 'q', 'street'),
    one('q', 'p', 'street'),
    one('s', 'c', 'street'),
    one('d', 's', 'district'),
  ])
  expect(faults).toContainEqual([2, 'id', 'c'])
  expect(faults).toContainEqual([3, 'parent', 'nowhere'])
  expect(faults).toContainEqual([7, 'level', 'district'])
  expect(faults.filter(([, field, found]) => field === 'parent' && (found === 'p' || found === 'q'))).toHaveLength(2)
})
