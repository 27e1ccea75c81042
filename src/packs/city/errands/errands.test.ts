import { expect, test } from 'vitest'
import { findErrandKind } from '../../../kernel/dispatch/index.ts'
import { governmentPacks } from '../../government/index.ts'
import { errandKinds, skills } from './index.ts'

test('every kind of errand speaks of packs, steps, classes and skills that there are', () => {
  const classes = new Set<string>()
  for (const pack of governmentPacks)
    for (const { classes: all } of Object.values(pack.taxonomies)) for (const { code } of all) classes.add(code)
  for (const kind of errandKinds) {
    for (const skill of kind.skills) expect(skills.map(({ name }) => name)).toContain(skill)
    for (const sign of kind.for) {
      const pack = governmentPacks.find(({ name }) => name === sign.pack)
      expect([kind.name, sign.pack, pack?.name]).toEqual([kind.name, sign.pack, sign.pack])
      for (const step of sign.steps ?? [])
        expect([kind.name, pack?.flow.steps.map(({ name }) => name)]).toEqual([
          kind.name,
          expect.arrayContaining([step]),
        ])
      if (sign.class !== undefined) expect(classes).toContain(sign.class)
    }
  }
})

test('a message that is settled at a desk is no errand; one about a lamp is', () => {
  const task = { pack: 'hotline', step: 'handle' }
  expect(findErrandKind(errandKinds, { ...task, class: '劳动和社会保障/社会保险/养老保险' })).toBeUndefined()
  expect(findErrandKind(errandKinds, { ...task, class: '城乡建设/市政设施/路灯照明' })?.name).toBe('light')
  // The sorting of the same message is done at a desk too.
  expect(
    findErrandKind(errandKinds, { pack: 'hotline', step: 'sort', class: '城乡建设/市政设施/路灯照明' }),
  ).toBeUndefined()
})
