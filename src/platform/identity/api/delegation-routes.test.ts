import { describe, expect, test } from 'vitest'
import { identityCity } from '../testing.ts'

let now = Date.now()
const city = await identityCity({ now: () => now })
const d1 = await city.signedIn({ name: '一区管', posts: [{ office: 'd1', role: 'administrator' }] })
const d2 = await city.signedIn({ name: '二区管', posts: [{ office: 'd2', role: 'administrator' }] })

const hour = 3_600_000
const at = (hours: number) => new Date(now + hours * hour).toISOString()
type Who = Awaited<ReturnType<typeof city.signedIn>>
const postsOf = async (who: Who) =>
  (await who.browser.get('/api/session')).json.actor.posts.map(
    ({ office, delegatedBy }: { office: string; delegatedBy?: string }) => [office, delegatedBy],
  )

async function pair() {
  const absent = await city.signedIn({ name: '休假', posts: [{ office: 's11', role: 'clerk' }] })
  const deputy = await city.signedIn({ name: '代办', posts: [{ office: 's12', role: 'clerk' }] })
  return { absent, deputy }
}

describe('somebody absent', () => {
  test('lets a deputy act from one hour to another, neither sooner nor later, without anybody doing anything', async () => {
    const { absent, deputy } = await pair()
    expect(await postsOf(deputy)).toEqual([['s12', undefined]])
    const made = await absent.browser.post('/api/me/delegations', {
      deputy: deputy.id,
      from: at(1),
      until: at(3),
      reason: '年休假',
    })
    expect(made.status).toBe(201)
    expect(await postsOf(deputy)).toEqual([['s12', undefined]])
    now += hour
    expect(await postsOf(deputy)).toEqual([
      ['s12', undefined],
      ['s11', absent.id],
    ])
    now += 2 * hour
    expect(await postsOf(deputy)).toEqual([['s12', undefined]])
  })

  test('comes back sooner: what was passed on is gone at once', async () => {
    const { absent, deputy } = await pair()
    const body = { deputy: deputy.id, from: at(0), until: at(3), reason: '出差' }
    const { id } = (await absent.browser.post('/api/me/delegations', body)).json
    expect(await postsOf(deputy)).toHaveLength(2)
    expect((await absent.browser.call('DELETE', `/api/admin/delegations/${id}`)).status).toBe(204)
    expect(await postsOf(deputy)).toEqual([['s12', undefined]])
    expect((await absent.browser.call('DELETE', `/api/admin/delegations/${id}`)).status).toBe(404)
  })

  test('loses the post, or is deactivated: the deputy loses it too', async () => {
    for (const end of ['posts', 'status']) {
      const { absent, deputy } = await pair()
      await absent.browser.post('/api/me/delegations', { deputy: deputy.id, from: at(0), until: at(3), reason: '病假' })
      expect(await postsOf(deputy)).toHaveLength(2)
      if (end === 'posts') await d1.browser.call('PUT', `/api/admin/people/${absent.id}/posts`, { posts: [] })
      else await d1.browser.post(`/api/admin/people/${absent.id}/status`, { status: 'inactive' })
      await expect.poll(() => postsOf(deputy)).toEqual([['s12', undefined]])
    }
  })

  test('is named beside the post in the deputy’s session', async () => {
    const { absent, deputy } = await pair()
    await absent.browser.post('/api/me/delegations', { deputy: deputy.id, from: at(0), until: at(3), reason: '培训' })
    const { actor } = (await deputy.browser.get('/api/session')).json
    expect(actor.posts[1].delegatedBy).toBe(absent.id)
  })
})

describe('a delegation', () => {
  test('is made by an administrator for those in his part of the tree only', async () => {
    const { absent, deputy } = await pair()
    const body = { absent: absent.id, deputy: deputy.id, from: at(0), until: at(3), reason: '急病' }
    expect((await d2.browser.post('/api/admin/delegations', body)).status).toBe(403)
    const { id } = (await d1.browser.post('/api/admin/delegations', body)).json
    const listed = (await d1.browser.get('/api/admin/delegations')).json.items
    expect(listed.find((item: { id: string }) => item.id === id)).toMatchObject({
      absent: { id: absent.id, name: '休假' },
      deputy: { id: deputy.id, name: '代办' },
      posts: [expect.objectContaining({ office: 's11', role: 'clerk' })],
      reason: '急病',
      madeBy: d1.id,
    })
    expect((await d2.browser.get('/api/admin/delegations')).json.items).toEqual([])
    expect((await d2.browser.call('DELETE', `/api/admin/delegations/${id}`)).status).toBe(403)
    expect((await deputy.browser.call('DELETE', `/api/admin/delegations/${id}`)).status).toBe(403)
    expect((await deputy.browser.get('/api/me/delegations')).json.items).toHaveLength(1)
  })

  test.each([
    ['to oneself', (who: { absent: Who }) => ({ deputy: who.absent.id })],
    ['that ends before it begins', () => ({ from: at(3), until: at(2) })],
    ['that is over already', () => ({ from: at(-3), until: at(-1) })],
    ['of a year', () => ({ until: at(24 * 365) })],
    ['of a post one does not hold', () => ({ posts: ['01890a5d-ac96-774b-bcce-b302099a8057'] })],
  ])('%s is refused with the reason', async (_, spoil) => {
    const { absent, deputy } = await pair()
    const good = { deputy: deputy.id, from: at(0), until: at(2), reason: '事由' }
    const answer = await absent.browser.post('/api/me/delegations', { ...good, ...spoil({ absent }) })
    expect(answer.json.code).toBe('identity.badDelegation')
    expect(answer.json.errors).toHaveLength(1)
  })

  test('does not pass on what was passed on, nor the post of an administrator', async () => {
    const { absent, deputy } = await pair()
    const third = await city.signedIn({ name: '第三人', posts: [{ office: 's12', role: 'clerk' }] })
    await absent.browser.post('/api/me/delegations', { deputy: deputy.id, from: at(0), until: at(2), reason: '事由' })
    await deputy.browser.post('/api/me/delegations', { deputy: third.id, from: at(0), until: at(2), reason: '事由' })
    expect(await postsOf(third)).toEqual([
      ['s12', undefined],
      ['s12', deputy.id],
    ])
    const up = await d1.browser.post('/api/me/delegations', {
      deputy: third.id,
      from: at(0),
      until: at(2),
      reason: '事由',
    })
    expect(up.json.code).toBe('identity.badDelegation')
  })

  test('goes to officials only', async () => {
    const { absent } = await pair()
    const resident = await city.enter({ name: '居民', kind: 'resident' })
    const body = { deputy: resident.id, from: at(0), until: at(2), reason: '事由' }
    expect((await absent.browser.post('/api/me/delegations', body)).json.code).toBe('identity.badDelegation')
  })
})
