import { resolve } from 'node:path'
import { backUp } from '../../platform/base/index.ts'
import { withDatabase } from '../../server/attach.ts'
import { type Command, exitCodes } from '../command.ts'

/** `shudu backup <file>`: the whole city in one file, while it runs or not. */
export const command: Command = {
  says: {
    zh: '把整座城市备份到一个文件（含个人数据与主密钥，请妥善保管）',
    en: 'Writes the whole city into one file (with personal data and the master key: keep it safe)',
  },
  usage: '<file>',
  words: [1, 1],
  run: async ({ config, log, words, print, tell }) => {
    const path = resolve(words[0] ?? '')
    if (config.secret !== undefined) tell('SHUDU_SECRET is not in the backup: keep it yourself.')
    const source = { data: config.data, version: config.version }
    const count = await withDatabase(config, log, ({ owner }) => backUp({ ...source, database: owner }, path))
    print(`backup ${path}: ${count.tables} tables, ${count.rows} rows, ${count.files} files`)
    return exitCodes.ok
  },
}
