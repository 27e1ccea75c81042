import { openDb } from '../../platform/base/index.ts'
import { issueOperatorToken } from '../../platform/identity/index.ts'
import { withDatabase } from '../../server/attach.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'

/** `shudu token --as <person|service> --scopes <a,b>`: a bearer token for the operator of this machine. */
export const command: Command = {
  says: {
    zh: '为本机操作员签发访问令牌（最后一行即令牌）',
    en: 'Issues a bearer token to the operator of this machine (the last line is the token)',
  },
  usage: '--as <person|service:name> --scopes <a,b>',
  options: {
    as: {
      type: 'string',
      value: '<person|service:name>',
      says: {
        zh: '以谁的身份：登录名、姓名、编号，或 service:名称',
        en: 'whom it acts as: a login, a name, an id, or service:<name>',
      },
    },
    scopes: {
      type: 'string',
      value: '<a,b>',
      says: { zh: '权限范围，逗号分隔', en: 'what it may be used for, joined by commas' },
    },
    days: { type: 'string', value: '<n>', default: '30', says: { zh: '有效天数', en: 'how many days it is good for' } },
  },
  run: async ({ config, log, options, print, tell }) => {
    if (typeof options.as !== 'string' || typeof options.scopes !== 'string')
      throw new UsageError('Usage: shudu token --as <person|service:name> --scopes <a,b>')
    const days = Number(options.days)
    if (!Number.isInteger(days) || days < 1) throw new UsageError('--days must be a whole number from 1 on')
    const scopes = options.scopes
      .split(',')
      .map((scope) => scope.trim())
      .filter(Boolean)
    const asked = { as: options.as, scopes, days }
    const issued = await withDatabase(config, log, async ({ app }) => {
      const db = openDb(app, { connections: 1 })
      try {
        return await issueOperatorToken(db, asked)
      } finally {
        await db.close()
      }
    })
    tell(`${issued.name}${issued.isNew ? ' (new)' : ''}, ${scopes.join(', ')}, until ${issued.endsAt}`)
    print(issued.token)
    return exitCodes.ok
  },
}
