import { Agent, get } from 'node:http'
import type { Bench } from './bench.ts'
import { benchCity, quantile } from './city.ts'

const rounds = 300

// The bare SQL of a clerk's first page: what any server must at least do.
const bare = `select t.case_id, t.task, c.number, c.title, t.pack, c.status, t.status, t.step, t.office, c.kind, t.class, t.urgency, c.address,
    c.division, c.channel, t.due_at, c.opened_at, c.closed_at, t.is_overdue, c.supervised, c.returns, c.nudges, c.reports, c.rating, c.seq, c.is_demo
  from cases.task t join cases.case c on c.id = t.case_id
  where t.office = any($1::text[]) and t.is_live and (t.class = $2 or t.class like $2 || '/%')
  order by t.due_key, t.case_id, t.task limit 51`

/** A plain client that keeps its connection: `fetch` alone costs half as much as the page. */
function clientOf(cookie: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Buffer> =>
    new Promise((done, failed) => {
      const request = get(url, { agent, headers: { cookie, ...headers } }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.once('end', () => done(Buffer.concat(parts)))
      })
      request.once('error', failed)
    })
}

/** First page of a clerk's list, filtered by class and sorted by what is due, against the same SQL alone. */
export const bench: Bench = {
  says: 'first page of a work list among many cases',
  run: async (size = 1_000_000) => {
    const city = await benchCity(size)
    try {
      const cookie = await city.signIn('Clerk, Nanjing East Road Subdistrict')
      const url = `${city.url}/api/cases?view=mine&class=${encodeURIComponent('城乡建设')}`
      const ask = clientOf(cookie)
      const [alone, served, packed]: [number[], number[], number[]] = [[], [], []]
      let same = true
      for (let round = 0; round < rounds + 50; round += 1) {
        const first = performance.now()
        const { rows } = await city.db.query({ name: 'bare', text: bare, values: [['310101002'], '城乡建设'] })
        const second = performance.now()
        const answer = JSON.parse((await ask(url)).toString()) as { items: { number: string }[] } // as the route declares
        const third = performance.now()
        await ask(url, { 'accept-encoding': 'gzip' })
        const fourth = performance.now()
        same &&=
          answer.items.map((item) => item.number).join() ===
          rows
            .slice(0, 50)
            .map((row) => row.number)
            .join()
        if (round < 50) continue
        alone.push(second - first)
        served.push(third - second)
        packed.push(fourth - third)
      }
      if (!same) throw new Error('The list is not what the SQL says')
      const p95 = (times: number[]) =>
        quantile(
          times.sort((a, b) => a - b),
          0.95,
        )
      const [sqlMs, servedMs, packedMs] = [p95(alone), p95(served), p95(packed)]
      return [
        {
          what: `worklist among ${size} cases, p95 over ${rounds} rounds`,
          baseline: 'the bare SQL over the same connection type',
          ratio: servedMs / sqlMs,
          mark: 'p95 ≤ 2 × SQL',
          reached: servedMs <= 2 * sqlMs,
          figures: {
            'served p95 ms': servedMs.toFixed(2),
            'sql p95 ms': sqlMs.toFixed(2),
            'served p95 ms, compressed': packedMs.toFixed(2),
            'served median ms': quantile(served, 0.5).toFixed(2),
            'sql median ms': quantile(alone, 0.5).toFixed(2),
          },
        },
      ]
    } finally {
      await city.stop()
    }
  },
}
