import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { say } from '../../kernel/words.ts'
import { allFindings, type Finding, readRuntime } from '../../platform/base/index.ts'
import { withCity } from '../../server/attach.ts'
import { type Command, type CommandContext, exitCodes } from '../command.ts'
import { language } from '../language.ts'

const marks = { well: '✓', watch: '!', ill: '✗' } as const

/** `shudu doctor`: looks at everything and says what to do. */
export const command: Command = {
  says: { zh: '检查运行状况并说明怎么办', en: 'Looks whether all is well and says what to do' },
  run: async (context) => {
    const findings = [...machine(), ...(await running(context)), ...(await rooms(context))]
    for (const { what, state, says, todo } of findings) {
      context.print(`${marks[state]} ${say(what, language)}: ${say(says, language)}`)
      if (todo) context.print(`  → ${say(todo, language)}`)
    }
    return findings.some(({ state }) => state === 'ill') ? exitCodes.failed : exitCodes.ok
  },
}

function machine(): readonly Finding[] {
  const root = process.getuid?.() === 0
  const what = { zh: '系统', en: 'Machine' }
  const says = `Node ${process.versions.node}, ${process.platform}-${process.arch}`
  const system: Finding = { what, state: 'well', says: { zh: says, en: says } }
  if (!root) return [system]
  const user: Finding = {
    what: { zh: '运行用户', en: 'User' },
    state: 'watch',
    says: { zh: 'root（数据库已自动改用普通用户）', en: 'root (the database runs as another user)' },
    todo: { zh: '正式环境请用普通用户运行。', en: 'In production run Shudu as an ordinary user.' },
  }
  return [system, user]
}

async function running({ config }: CommandContext): Promise<readonly Finding[]> {
  const web: Finding = existsSync(join(config.web, 'index.html'))
    ? { what: { zh: '网页', en: 'Web' }, state: 'well', says: { zh: '已构建', en: 'built' } }
    : {
        what: { zh: '网页', en: 'Web' },
        state: 'watch',
        says: { zh: '尚未构建', en: 'not built yet' },
        todo: { zh: '运行 npm start 或 npm run build。', en: 'Run npm start or npm run build.' },
      }
  const runtime = readRuntime(config.data)
  const what = { zh: '城市', en: 'City' }
  if (!runtime)
    return [
      web,
      { what, state: 'watch', says: { zh: `未在 ${config.data} 上运行`, en: `not running on ${config.data}` } },
    ]
  const health = await fetch(`${runtime.url}/healthz`, { signal: AbortSignal.timeout(5_000) }).then(
    async (answer) => ({ status: answer.status, text: await answer.text() }),
    () => ({ status: 0, text: '' }), // no answer at all
  )
  const where = `${runtime.url} (process ${runtime.pid}, since ${runtime.startedAt})`
  if (health.status === 200) return [web, { what, state: 'well', says: { zh: where, en: where } }]
  return [
    web,
    {
      what,
      state: 'ill',
      says: {
        zh: `${where} 未就绪（${health.status} ${health.text}）`,
        en: `${where} is not ready (${health.status} ${health.text})`,
      },
      todo: {
        zh: '查看其错误输出；必要时重启 npm start。',
        en: 'See what it says on standard error; restart it if need be.',
      },
    },
  ]
}

const rooms = ({ config, log }: CommandContext): Promise<readonly Finding[]> =>
  withCity(config, log, (city) => allFindings(city.base, city.rooms))
