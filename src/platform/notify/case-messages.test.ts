import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { caseNumber, uuidv7 } from '../../kernel/codes/index.ts'
import { good, notifyCity, report } from './testing/notify-city.ts'

const city = await notifyCity()
const { clock, base } = city

const citizenId = await city.enter({ name: '王小明', kind: 'resident', personal: { phone: '13800138000' } })
const sorterId = await city.enter({ name: '分拣员', posts: [{ office: 'hotline', role: 'sorter' }] })
const clerkId = await city.enter({ name: '承办人甲', posts: [{ office: 's11', role: 'clerk' }] })
const otherClerkId = await city.enter({ name: '承办人乙', posts: [{ office: 's11', role: 'clerk' }] })
const farClerkId = await city.enter({ name: '别处承办人', posts: [{ office: 's21', role: 'clerk' }] })
const dispatcherId = await city.enter({ name: '派单员', posts: [{ office: 'd1', role: 'dispatcher' }] })
const supervisorId = await city.enter({ name: '督办员', posts: [{ office: 'sh', role: 'supervisor' }] })

const citizen = city.as(city.actor(citizenId))
const sorter = city.as(city.actor(sorterId, ['sorter', 'hotline']))
const clerk = city.as(city.actor(clerkId, ['clerk', 's11']))

const act = async (who: typeof citizen, id: string, action: string, input: object, step: string) =>
  good(await who.post(`/api/cases/${id}/actions`, { action, input, step, actionId: uuidv7() }))

const sortTo = (office: string) => ({
  kind: 'complaint',
  class: '城乡建设/市政设施/路灯照明',
  urgency: 'normal',
  route: 'dispatch',
  office,
})

type Told = {
  person: string
  template: string
  title: { zh: string; en: string }
  body: { zh: string; en: string }
  link: string
}

/** What was told of a case in the inbox, by template. */
async function inboxOf(id: string, template: string): Promise<readonly Told[]> {
  const { rows } = await sql<Told>`select person, template, title, body, link from notify.notice
    where about = ${`case:${id}`} and template = ${template} order by person`.execute(base.db)
  return rows
}

type Sent = {
  channel: string
  person: string | null
  language: string
  title: string
  body: string
  state: string
  due_at: string
  shown_to: string | null
  link: string
}

async function messagesOf(id: string): Promise<readonly Sent[]> {
  const { rows } =
    await sql<Sent>`select channel, person, language, title, body, state, attempts, due_at, shown_to, link from notify.message
    where about = ${`case:${id}`} order by id`.execute(base.db)
  return rows
}

test('those whom the pack names are told what happened, each where he reads it', async () => {
  const { id, number, code } = await report(citizen)
  await city.settle()
  expect(await inboxOf(id, 'hotline.submitted.reporter')).toEqual([
    {
      person: citizenId,
      template: 'hotline.submitted.reporter',
      title: {
        zh: `已收到您的诉求 ${caseNumber.format(number)}`,
        en: `We have your message ${caseNumber.format(number)}`,
      },
      body: {
        zh: `我们会尽快分派办理，进展可随时查看：/t/${code}`,
        en: `It will be passed on soon. Follow it here: /t/${code}`,
      },
      link: `/t/${code}`,
    },
  ])
  await act(sorter, id, 'complete', sortTo('s11'), 'sort')
  await city.settle()
  const opened = await inboxOf(id, 'hotline.opened.holder')
  expect(opened.map(({ person }) => person)).toEqual([sorterId, clerkId, otherClerkId].sort())
  const toClerk = opened.find(({ person }) => person === clerkId)
  expect(toClerk?.title.zh).toBe(`新工单 ${caseNumber.format(number)}`)
  expect(toClerk?.body.zh).toMatch(/^“.+”请于 2030-03-\d\d \d\d:\d\d 前办理$/)
  expect(toClerk?.link).toBe(`/desk/cases/${id}`)
  expect(opened.some(({ person }) => person === farClerkId)).toBe(false)
  await act(clerk, id, 'return', { reason: 'wrongPlace', note: '属别的街道' }, 'handle')
  await city.settle()
  const [returned, ...more] = await inboxOf(id, 'hotline.returned.holder')
  expect(more).toEqual([])
  expect(returned).toMatchObject({ person: dispatcherId, body: { zh: '理由：属别的街道' } })
})

test('supervisors hear of what is late', async () => {
  const { id } = await report(citizen)
  await act(sorter, id, 'complete', sortTo('s11'), 'sort')
  clock.now += 30 * 86_400_000
  await city.cases.engine.perform({
    id,
    name: 'overdue',
    step: 'handle',
    input: {},
    actor: { id: 'system', kind: 'service', name: 'Shudu', posts: [], scopes: ['*'] },
  })
  await city.settle()
  const late = await inboxOf(id, 'hotline.overdue.supervisor')
  expect(new Set(late.map(({ person }) => person))).toEqual(new Set([supervisorId]))
  expect(late[0]?.body.en).toContain('First Street')
})

test('a reporter without an account is told by the phone left with the case, which is not kept in the message', async () => {
  const { id, code } = await report(city, { phone: '13912345678', name: '李' })
  await city.settle()
  const [waiting] = await messagesOf(id)
  expect(waiting).toMatchObject({ channel: 'sms', person: null, state: 'waiting', language: 'zh', shown_to: null })
  expect(await city.runDue('message')).toBeGreaterThan(0)
  const [sent] = await messagesOf(id)
  expect(sent).toMatchObject({ state: 'sandboxed', shown_to: '139****5678', link: `https://city.test/t/${code}` })
  expect(sent?.body).toContain(`https://city.test/t/${code}`)
  const kept = await sql<{
    row: string
  }>`select message::text as row from notify.message where about = ${`case:${id}`}`.execute(base.db)
  expect(kept.rows[0]?.row).not.toContain('13912345678')
})

test('who left neither phone nor address is not told, and nothing waits', async () => {
  const { id } = await report(city)
  await city.settle()
  expect(await messagesOf(id)).toEqual([])
})

test('at night what can wait is told in the morning', async () => {
  clock.now = Date.UTC(2030, 4, 6, 15, 30) // 23:30 in Shanghai
  const { id } = await report(city, { phone: '13912345678' })
  await city.settle()
  expect((await messagesOf(id))[0]?.due_at).toBe('2030-05-07T00:00:00.000Z')
  expect(await city.runDue('message')).toBe(0)
  clock.now = Date.UTC(2030, 4, 7, 0)
  await city.runDue('message')
  expect((await messagesOf(id))[0]?.state).toBe('sandboxed')
})

test('what is about generated data never leaves the house, even where a provider is set up', async () => {
  clock.now = Date.UTC(2030, 4, 8, 2)
  const [real, generated] = [await report(citizen), await report(citizen)]
  await city.settle()
  await sql`update notify.message set is_demo = true where about = ${`case:${generated.id}`}`.execute(base.db)
  // a provider whose secrets cannot be opened: whoever tries to send fails
  const adapter = { method: 'POST', url: 'https://192.0.2.1/', encoding: 'none' }
  await sql`insert into notify.channel (name, adapter, secrets, changed_by)
    values ('sms', ${JSON.stringify(adapter)}, '\\x00'::bytea, 't')`.execute(base.db)
  await sql`update notify.message set due_at = now() where about = ${`case:${real.id}`}`.execute(base.db)
  await city.runDue('message')
  expect(await messagesOf(real.id)).toMatchObject([{ state: 'waiting', attempts: 1 }])
  expect((await messagesOf(generated.id)).map(({ state }) => state)).toEqual(['sandboxed'])
})
