import { describe, expect, test } from 'vitest'
import { hotline } from '../../packs/government/hotline/index.ts'
import { type Actor, type Grant, type Relation, type Role, roles } from '../access/index.ts'
import { CityError } from '../errors/index.ts'
import { act, actions, applyEvent, type CaseState, grantsOf, type OfficeRef, submit, type World } from './index.ts'

/** Where an office can stand to a case, and which relations that makes true. Written by hand: the other side of the comparison. */
const positions: Readonly<Record<string, { path: string; relations: readonly Relation[] }>> = {
  holder: { path: '/sh/east/park', relations: ['any', 'holds', 'over', 'involved'] },
  above: { path: '/sh/east', relations: ['any', 'over', 'involved'] },
  top: { path: '/sh', relations: ['any', 'over', 'involved'] },
  below: { path: '/sh/east/park/lane', relations: ['any'] },
  sideways: { path: '/sh/north', relations: ['any'] },
  aboveHelper: { path: '/sh/west', relations: ['any', 'involved'] },
  lookalike: { path: '/sh/east/park-2', relations: ['any'] },
  helper: { path: '/sh/west/hill', relations: ['any', 'helps', 'involved'] },
  formerly: { path: '/sh/hotline', relations: ['any', 'involved'] },
}

const ref = (path: string): OfficeRef => ({ office: path.slice(path.lastIndexOf('/') + 1), path })

const world: World = {
  now: Date.UTC(2026, 2, 2, 2),
  findOffice: (id) => ref(id === 'park' ? '/sh/east/park' : `/sh/west/${id}`),
  findDuty: () => ref('/sh/hotline'),
  dispatcherOf: () => ref('/sh/east'),
  supervisorOf: () => ref('/sh'),
  due: (from, { amount }) => from + amount * 86_400_000,
}

const with_ = (id: string, role?: Role, path?: string): Actor => ({
  id,
  kind: id === 'nobody' ? 'anonymous' : 'person',
  name: id,
  scopes: ['*'],
  posts: role && path ? [{ ...ref(path), level: 'street', role, title: { zh: '', en: '' } }] : [],
})

/** A case that was sorted by the hotline, is held by a street, and that another district helps with. */
const base = (() => {
  const asked = submit({
    ...{ flow: hotline.flow, pack: 'hotline', hash: hotline.hash, id: 'x', number: '1', answers: { what: '路灯不亮' } },
    ...{ origin: { channel: 'portal' }, owner: 'owner', actor: with_('owner'), world },
  })
  const sorted = act({
    ...{ flow: hotline.flow, state: asked.state, name: 'complete', step: 'sort', world },
    input: { kind: 'complaint', class: '城乡建设', urgency: 'normal', route: 'dispatch', office: 'park' },
    actor: with_('sorter', 'sorter', '/sh/hotline'),
  })
  return act({
    ...{ flow: hotline.flow, state: sorted.state, name: 'ask-help', step: 'handle', world },
    ...{ input: { office: 'hill', ask: '请协助' }, actor: with_('clerk', 'clerk', '/sh/east/park') },
  }).state
})()

function isRefused(state: CaseState, name: string, step: string | undefined, actor: Actor, code?: string): boolean {
  try {
    act({ flow: hotline.flow, state, name, step, input: {}, actor, code, world })
    return false
  } catch (cause) {
    if (!(cause instanceof CityError)) throw cause
    return cause.code === 'flow.notAllowed'
  }
}

const all = actions.map((what) => ({
  what,
  step: what.on === 'task' ? hotline.flow.steps.find((step) => step.name === 'handle') : undefined,
}))

const grants = (entry: (typeof all)[number]): readonly Grant[] => grantsOf(entry.what, hotline.flow, entry.step)

describe.each(all)('$what.name', (entry) => {
  test.each(roles)('as %s: exactly where it is granted', (role) => {
    for (const [position, { path, relations }] of Object.entries(positions)) {
      const isGranted = grants(entry).some((grant) => grant.who === role && relations.includes(grant.relation))
      const refused = isRefused(base, entry.what.name, entry.step?.name, with_('somebody', role, path))
      expect(`${position}: ${refused ? 'refused' : 'allowed'}`).toBe(
        `${position}: ${isGranted ? 'allowed' : 'refused'}`,
      )
    }
  })

  test('by the reporter, by the link, by strangers', () => {
    const has = (who: Grant['who'], ...relations: Relation[]) =>
      grants(entry).some((grant) => grant.who === who && relations.includes(grant.relation))
    const refusedTo = (actor: Actor) => isRefused(base, entry.what.name, entry.step?.name, actor, 'secret')
    expect(refusedTo(with_('owner'))).toBe(!has('signed-in', 'own', 'any') && !has('anyone', 'any'))
    expect(refusedTo({ ...with_('nobody'), links: ['secret'] })).toBe(!has('anyone', 'link', 'any'))
    expect(refusedTo({ ...with_('nobody'), links: ['guessed'] })).toBe(!has('anyone', 'any'))
    expect(refusedTo(with_('nobody'))).toBe(!has('anyone', 'any'))
    expect(refusedTo(with_('stranger'))).toBe(!has('signed-in', 'any') && !has('anyone', 'any'))
  })

  test('not with a token that lacks the scope', () => {
    for (const role of roles)
      expect(
        isRefused(base, entry.what.name, entry.step?.name, {
          ...with_('somebody', role, '/sh/east/park'),
          scopes: ['other'],
        }),
      ).toBe(true)
  })
})

test('an unknown event is no event', () => {
  expect(() => applyEvent(base, { type: 'submitted', seq: base.seq + 1 } as never, 'x')).toThrow('flow.gap')
})
