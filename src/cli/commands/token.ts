import { issueOperatorToken, tokenDays } from '../../platform/identity/index.ts'
import { withCityDatabase } from '../city-database.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'

/** `shudu token`: a bearer token for whoever operates the machine; the last line of the output is the token. */
export const command: Command = {
  says: { zh: '签发接口令牌（最后一行为令牌）', en: 'Issues a bearer token (the last line is the token)' },
  usage: '--as <person|service> --scopes <a,b> [--days 30]',
  options: {
    as: {
      type: 'string',
      value: '<person|service>',
      says: {
        zh: '登录名、姓名或编号；service:<名称> 为外部程序（没有则新建）',
        en: 'a login, a full name or an id; service:<name> for a program, entered when there is none',
      },
    },
    scopes: {
      type: 'string',
      value: '<a,b>',
      says: { zh: '权限范围，逗号分隔；* 为全部', en: 'what it may be used for, with commas; * for everything' },
    },
    days: {
      type: 'string',
      value: '<n>',
      default: String(tokenDays.usual),
      says: { zh: `有效天数，最多 ${tokenDays.most}`, en: `how many days it holds, ${tokenDays.most} at most` },
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
    const issued = await withCityDatabase(config, log, (db) => issueOperatorToken(db, { as, scopes, days }))
    if (issued.isNew) tell(`The program "${issued.name}" is new in this city.`)
    tell(`Acts as ${issued.name}, for ${scopes.join(', ')}, until ${issued.endsAt}. It is shown this once:`)
    print(issued.token)
    return exitCodes.ok
  },
}

function textOf(value: unknown, option: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new UsageError(`${option} is missing. See: shudu token --help`)
}

function daysOf(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= tokenDays.most) return days
  throw new UsageError(`--days must be a whole number from 1 to ${tokenDays.most}, not "${text}".`)
}
