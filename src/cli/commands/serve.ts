import { calmLog, makeLog, readConfig } from '../../platform/base/index.ts'
import { newSetUpCode } from '../../platform/identity/index.ts'
import { serve } from '../../server/serve.ts'
import { type Command, type ExitCode, exitCodes } from '../command.ts'

/** `shudu serve`: runs the city until it is told to stop. */
export const command: Command = {
  says: { zh: '启动城市', en: 'Runs the city' },
  usage: '[--roles api,work]',
  options: {
    roles: {
      type: 'string',
      value: '<api,work>',
      says: { zh: '本进程承担的角色，默认全部', en: 'what this process does; everything by default' },
    },
  },
  run: async ({ options, print, tell }) => {
    const roles = typeof options.roles === 'string' ? { SHUDU_ROLES: options.roles } : {}
    const config = readConfig({ ...process.env, ...roles })
    const log = calmLog(makeLog(process.env.SHUDU_LOG === 'debug' ? 'debug' : 'info'))
    const stopped = signalled(tell)
    const serving = await serve(config, log)
    const code = config.roles.has('api') ? await newSetUpCode(serving.city.base) : undefined
    // Only here and only on standard output: whoever sees it operates this machine.
    if (code) print(`Set-up code 初始化口令: ${code}  (${serving.city.url}/setup)`)
    const mark = config.demo ? ' (demonstration city 演示城市)' : ''
    print(`Shudu ready: ${serving.city.url}${mark}`)
    await stopped
    await serving.stop()
    return exitCodes.ok satisfies ExitCode
  },
}

/** How long an orderly stop may take before the process ends anyway, ms. */
const longestStop = 30_000

/**
 * Settles at the first SIGTERM or SIGINT. Another one ends the process at once, but not within two seconds: a shell
 * and npm may both pass on the same key press.
 */
function signalled(tell: (line: string) => void): Promise<void> {
  return new Promise((done) => {
    let asked: number | undefined
    const hear = () => {
      if (asked !== undefined && Date.now() - asked > 2_000) process.exit(1)
      if (asked !== undefined) return
      asked = Date.now()
      tell('Stopping…')
      setTimeout(() => process.exit(1), longestStop).unref()
      done()
    }
    process.on('SIGTERM', hear)
    process.on('SIGINT', hear)
  })
}
