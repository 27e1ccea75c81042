import { resolve } from 'node:path'
import { allMigrations, readBackupHead, restore } from '../../platform/base/index.ts'
import { withDatabase } from '../../server/attach.ts'
import { type Command, exitCodes } from '../command.ts'

/** `shudu restore <file>`: a backup into an empty city. */
export const command: Command = {
  says: {
    zh: '把备份恢复到一座空城市（新的 SHUDU_DATA）',
    en: 'Brings a backup back into an empty city (a new SHUDU_DATA)',
  },
  usage: '<file>',
  words: [1, 1],
  run: async ({ config, log, words, print, tell }) => {
    const path = resolve(words[0] ?? '')
    const head = await readBackupHead(path)
    tell(`Backup of ${head.at}, version ${head.version}`)
    const migrations = await allMigrations()
    const count = await withDatabase(config, log, ({ owner, appRole }) =>
      restore(path, { database: owner, appRole, data: config.data, migrations }),
    )
    print(`restored ${count.tables} tables, ${count.rows} rows, ${count.files} files`)
    return exitCodes.ok
  },
}
