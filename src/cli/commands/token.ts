import { errorTable } from '../../kernel/errors/index.ts'
import { type Config, embeddedAddress, type Log, openDb } from '../../platform/base/index.ts'
import { issueOperatorToken, type OperatorToken, tokenDays } from '../../platform/identity/index.ts'
import { withDatabase } from '../../server/attach.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'

const errors = errorTable({
  'token.noCity': {
    kind: 'unavailable',
    says: { zh: '数据目录 {data} 上还没有城市。', en: 'There is no city in {data} yet.' },
    todo: {
      zh: '请先用 shudu serve 启动一次，或用 SHUDU_DATA 指定其数据目录。',
      en: 'Start it once with "shudu serve", or name its folder in SHUDU_DATA.',
    },
  },
})

const usage = '--as <person|service:name> --scopes <a,b> [--days 30]'

/** `shudu token --as <person|service> --scopes <a,b>`: a bearer token for the operator of this machine, as the last line. */
export const command: Command = {
  says: {
    zh: '为本机操作员签发访问令牌（最后一行即令牌）',
    en: 'Issues a bearer token to the operator of this machine (the last line is the token)',
  },
  usage,
  options: {
    as: {
      type: 'string',
      value: '<person|service:name>',
      says: {
        zh: '以谁的身份：登录名、姓名、编号；service:名称 为外部程序（没有则新建）',
        en: 'whom it acts as: a login, a name, an id; service:<name> for a program, entered when there is none',
      },
    },
    scopes: {
      type: 'string',
      value: '<a,b>',
      says: { zh: '权限范围，逗号分隔；* 为全部', en: 'what it may be used for, joined by commas; * for everything' },
    },
    days: {
      type: 'string',
      value: '<n>',
      default: String(tokenDays.usual),
      says: { zh: `有效天数，最多 ${tokenDays.most}`, en: `how many days it is good for, ${tokenDays.most} at most` },
    },
  },
  run: async ({ config, log, options, print, tell }) => {
    const as = textOf(options.as, '--as')
    const scopes = textOf(options.scopes, '--scopes')
      .split(',')
      .map((scope) => scope.trim())
      .filter(Boolean)
    if (scopes.length === 0) throw new UsageError('Give at least one scope: --scopes <a,b>')
    const days = daysOf(textOf(options.days, '--days'))
    const issued = await issue(config, log, { as, scopes, days })
    tell(`${issued.name}${issued.isNew ? ' (new in this city)' : ''}, ${scopes.join(', ')}, until ${issued.endsAt}`)
    print(issued.token)
    return exitCodes.ok
  },
}

async function issue(config: Config, log: Log, asked: OperatorToken) {
  if (config.databaseUrl === undefined && embeddedAddress(config.data, 'app') === undefined)
    throw errors.make('token.noCity', { data: config.data })
  return withDatabase(config, log, async ({ app }) => {
    const db = openDb(app, { connections: 1, name: 'shudu-token' })
    try {
      return await issueOperatorToken(db, asked)
    } finally {
      await db.close()
    }
  })
}

function textOf(value: unknown, option: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new UsageError(`${option} is missing. Usage: shudu token ${usage}`)
}

function daysOf(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= tokenDays.most) return days
  throw new UsageError(`--days must be a whole number from 1 to ${tokenDays.most}, not "${text}".`)
}
