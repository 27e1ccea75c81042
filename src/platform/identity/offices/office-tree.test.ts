import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWithin, type Level } from '../../../kernel/access/index.ts'
import { type Office, OfficeTree } from './office-tree.ts'

const office = (path: string, level: Level = 'city', more: Partial<Office> = {}): Office => {
  const ids = path.split('/').slice(1)
  const id = ids.at(-1) ?? ''
  return {
    id,
    path,
    parent: ids.at(-2),
    level,
    kind: 'government',
    title: { zh: id, en: id },
    openSince: '2020-01-01',
    ...more,
  }
}

const ids = (offices: readonly Office[]) => offices.map(({ id }) => id)

describe('a tree of offices', () => {
  const tree = new OfficeTree([
    office('/sh/b', 'district'),
    office('/sh'),
    office('/sh/a', 'district', { division: '310101' }),
    office('/sh/a/a1', 'street'),
    office('/sh/a/a2', 'street', { abolishedAt: '2026-01-01T00:00:00.000Z', successor: 'a1' }),
    office('/sh/a-x', 'district'),
    office('/sh/a/a1/g', 'grid'),
    office('/sh/a/a3', 'street', { abolishedAt: '2026-01-01T00:00:00.000Z', successor: 'a2' }),
    office('/sh/a/a4', 'street', { abolishedAt: '2026-01-01T00:00:00.000Z' }),
  ])

  test('knows who stands right below, open ones only', () => {
    expect(ids(tree.children('sh'))).toEqual(['a', 'a-x', 'b'])
    expect(ids(tree.children('a'))).toEqual(['a1'])
    expect(tree.children('nowhere')).toEqual([])
    expect(tree.root?.id).toBe('sh')
    expect(tree.size).toBe(6)
  })

  test('does not take an office for one below another whose id begins the same', () => {
    expect(ids(tree.within('/sh/a'))).toEqual(['a', 'a1', 'g'])
    expect(ids(tree.within('/sh/a-x'))).toEqual(['a-x'])
    expect(tree.within('/sh/none')).toEqual([])
    expect(tree.within()).toHaveLength(6)
  })

  test('finds abolished offices and who stands in their place', () => {
    expect(tree.get('a2').successor).toBe('a1')
    expect(tree.current('a3')?.id).toBe('a1')
    expect(tree.current('a1')?.id).toBe('a1')
    expect(tree.current('a4')).toBeUndefined()
    expect(() => tree.getOpen('a2')).toThrow('identity.officeAbolished')
    expect(() => tree.get('nowhere')).toThrow('identity.noOffice')
    expect(ids(tree.ofDivision('310101'))).toEqual(['a'])
  })

  test('answers "within" as the definition does, for any tree', () => {
    const step = fc.constantFrom('a', 'a-', 'a.b', 'b', '0', 'z9', 'a0')
    const paths = fc.uniqueArray(fc.array(step, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`))
    fc.assert(
      fc.property(paths, fc.array(step, { minLength: 1, maxLength: 3 }), (all, above) => {
        // Ids are the whole path here: only `path` matters to the question.
        const any = new OfficeTree(all.map((path) => ({ ...office(path), id: path })))
        const at = `/${above.join('/')}`
        const expected = all.filter((path) => isWithin(path, at)).sort()
        expect(
          any
            .within(at)
            .map(({ path }) => path)
            .sort(),
        ).toEqual(expected)
      }),
    )
  })
})
