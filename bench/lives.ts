import { Agent, request } from 'node:http'
import { uuidv7 } from '../src/kernel/codes/index.ts'

/** Who plays in the lives, as session cookies. */
export type Players = {
  readonly citizen: string
  readonly sorter: string
  readonly clerk: string
  readonly operator: string
}

/** What a run of lives came to. Times in milliseconds for one request. */
export type LivesRun = {
  readonly lives: number
  readonly seconds: number
  readonly errors: readonly string[]
  readonly times: readonly number[]
  readonly ids: readonly string[]
}

type Answer = { readonly id: string; readonly code: string }

/**
 * Lives of cases over the API, one after the other in each of `atOnce` hands: report, sort and dispatch, handle, call back,
 * rate. `gaps`: milliseconds between bursts of `atOnce` lives; none means steady.
 */
export async function runLives(
  url: string,
  players: Players,
  count: number,
  atOnce: number,
  gap = 0,
): Promise<LivesRun> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const times: number[] = []
  const errors: string[] = []
  const ids: string[] = []
  const call = (path: string, cookie: string, body: object): Promise<Answer> =>
    new Promise((done, failed) => {
      const begun = performance.now()
      const text = JSON.stringify(body)
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        cookie,
        origin: url,
      }
      const sent = request(url + path, { method: 'POST', agent, headers }, (answer) => {
        let said = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => {
          said += part
        })
        answer.on('end', () => {
          times.push(performance.now() - begun)
          // The API's answers have these fields where they are read.
          if ((answer.statusCode ?? 500) < 300) done(JSON.parse(said) as Answer)
          else failed(new Error(`${answer.statusCode} ${path} ${said.slice(0, 300)}`))
        })
      })
      sent.on('error', failed)
      sent.end(text)
    })
  const act = (id: string, cookie: string, action: string, step: string, input: object) =>
    call(`/api/cases/${id}/actions`, cookie, { action, step, input, actionId: uuidv7() })

  async function live(): Promise<void> {
    const { id, code } = await call('/api/cases', players.citizen, {
      pack: 'hotline',
      answers: {
        what: '小区门口的路灯不亮已经三天了，晚上走路不安全。',
        where: { point: [121.48, 31.235], address: '南京东路 1 号', division: '310101002' },
        phone: '13800138000',
      },
      actionId: uuidv7(),
    })
    ids.push(id)
    const sorting = {
      kind: 'complaint',
      class: '城乡建设/市政设施/路灯照明',
      urgency: 'normal',
      route: 'dispatch',
      office: '310101002',
    }
    await act(id, players.sorter, 'complete', 'sort', sorting)
    await act(id, players.clerk, 'complete', 'handle', { result: 'solved', reply: '已更换灯具，恢复照明。' })
    await act(id, players.operator, 'complete', 'callback', { reached: true, solved: true, satisfied: 'yes' })
    await call(`/api/track/${code}/actions`, '', { action: 'rate', input: { score: 5 }, actionId: uuidv7() })
  }

  const begun = performance.now()
  let left = count
  const hand = async () => {
    while (left > 0) {
      left -= 1
      await live().catch((cause: Error) => errors.push(cause.message))
    }
  }
  if (gap === 0) await Promise.all(Array.from({ length: atOnce }, hand))
  else
    for (; left > 0; left -= atOnce) {
      await Promise.all(
        Array.from({ length: Math.min(atOnce, left) }, () =>
          live().catch((cause: Error) => errors.push(cause.message)),
        ),
      )
      await new Promise((done) => setTimeout(done, gap))
    }
  agent.destroy()
  return { lives: count, seconds: (performance.now() - begun) / 1000, errors, times: times.sort((a, b) => a - b), ids }
}
