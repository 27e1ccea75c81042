import { describe, expect, it } from 'vitest'
import type { Role } from '../../kernel/access/index.ts'
import type { Session } from '../api/session.ts'
import { closedWay, waysOf } from './city-ways.ts'

/** As far as posts go: nothing else of a session is looked at here. */
const as = (role: Role): Session =>
  ({ actor: { kind: 'person', posts: [{ role, level: 'city', office: 'sh', path: '/sh' }] } }) as unknown as Session // see above

const open = (role: Role) => waysOf(as(role)).map(({ to }) => to.replace('/city', '') || '/')

describe('the watch', () => {
  it('offers everybody the pages that the server lets him read, and no others', () => {
    expect(open('duty-officer')).toEqual(['/', '/signs', '/duty', '/response', '/map', '/figures'])
    expect(open('data-officer')).toEqual(['/', '/signs', '/duty', '/map'])
    expect(open('grid-member')).toEqual(['/response', '/map'])
    expect(open('auditor')).toEqual(['/map'])
  })

  it('tells an address that is closed to somebody from one that is open, or is no page of its own', () => {
    expect(closedWay(as('clerk'), '/city')?.to).toBe('/city')
    expect(closedWay(as('clerk'), '/city/')?.to).toBe('/city')
    expect(closedWay(as('clerk'), '/city/signs/rain-1h')?.to).toBe('/city/signs')
    expect(closedWay(as('clerk'), '/city/response/orders')).toBeUndefined()
    expect(closedWay(as('clerk'), '/city/nonesuch')).toBeUndefined()
    expect(closedWay(as('supervisor'), '/city/figures')).toBeUndefined()
  })
})
