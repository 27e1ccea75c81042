import { uuidv7 } from '../../src/kernel/codes/index.ts'

/** What the city acknowledged: client's action ids by case. */
export type Acknowledged = { readonly cases: Map<string, string>; readonly actions: Map<string, Set<string>> }

/** Keeps several hands busy with lives of cases, wherever the city is at the moment, until told to stop. */
export type Fire = {
  readonly acknowledged: Acknowledged
  /** Settles when so many more answers have come. */
  more(count: number): Promise<void>
  stop(): Promise<void>
}

type People = Readonly<Record<'sorter' | 'clerk' | 'operator', string>>

const post = async (
  url: string,
  path: string,
  cookie: string,
  body: object,
): Promise<Record<string, unknown> | undefined> => {
  try {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, ...(cookie ? { cookie } : {}) },
      body: JSON.stringify(body),
    })
    return answer.ok ? ((await answer.json()) as Record<string, unknown>) : undefined
  } catch {
    return undefined // The city was killed in the middle: what became of it is unknown, and nothing was acknowledged.
  }
}

/** Signs somebody of the demonstration in; sessions survive a kill as everything else does. */
async function signIn(url: string, note: string): Promise<string> {
  const people = (await (await fetch(`${url}/api/demo/people`)).json()) as {
    items: { id: string; note: { en: string } }[]
  }
  const person = people.items.find((one) => one.note.en === note)?.id
  const headers = { 'content-type': 'application/json', origin: url }
  const answer = await fetch(`${url}/api/demo/session`, { method: 'POST', headers, body: JSON.stringify({ person }) })
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

/** Opens fire. `address` gives where the city is now. */
export async function openFire(address: () => string, hands: number): Promise<Fire> {
  const url = address()
  const people: People = {
    sorter: await signIn(url, 'Hotline sorter'),
    clerk: await signIn(url, 'Clerk, Nanjing East Road Subdistrict'),
    operator: await signIn(url, 'Hotline operator'),
  }
  const acknowledged: Acknowledged = { cases: new Map(), actions: new Map() }
  let answers = 0
  let running = true
  let waiting: { at: number; done: () => void }[] = []
  const count = () => {
    answers += 1
    for (const one of waiting) if (answers >= one.at) one.done()
    waiting = waiting.filter((one) => answers < one.at)
  }
  const act = async (id: string, cookie: string, action: string, step: string, input: object): Promise<boolean> => {
    const actionId = uuidv7()
    const done = await post(address(), `/api/cases/${id}/actions`, cookie, { action, step, input, actionId })
    if (!done) return false
    acknowledged.actions.get(id)?.add(actionId)
    count()
    return true
  }
  const live = async (): Promise<void> => {
    const actionId = uuidv7()
    const begun = await post(address(), '/api/cases', '', {
      pack: 'hotline',
      answers: { what: '路灯不亮', phone: '13800138000' },
      actionId,
    })
    if (!begun) return void (await new Promise((done) => setTimeout(done, 20))) // the city is away: ask again a moment later
    const id = String(begun.id)
    acknowledged.cases.set(id, actionId)
    acknowledged.actions.set(id, new Set())
    count()
    const sorting = { kind: 'complaint', class: '城乡建设', urgency: 'normal', route: 'dispatch', office: '310101002' }
    if (!(await act(id, people.sorter, 'complete', 'sort', sorting))) return
    if (!(await act(id, people.clerk, 'complete', 'handle', { result: 'solved', reply: '已修复' }))) return
    await act(id, people.operator, 'complete', 'callback', { reached: true, solved: true, satisfied: 'yes' })
  }
  const busy = Array.from({ length: hands }, async () => {
    while (running) await live()
  })
  return {
    acknowledged,
    more: (more) => new Promise((done) => waiting.push({ at: answers + more, done })),
    stop: async () => {
      running = false
      await Promise.all(busy)
    },
  }
}
