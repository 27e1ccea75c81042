import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { anonymous } from '../../../kernel/access/index.ts'
import { testDatabase } from '../testing.ts'
import { auditRow, writeAudit } from './audit.ts'

const { db } = await testDatabase('base')

test('nobody keeps himself out of the audit by a sign that the database cannot hold', async () => {
  const asked = { name: 'a\0b', words: ['\ud83d', '😀'] }
  await writeAudit(db, [auditRow({ actor: anonymous, action: 'door.open', outcome: 'failed', facts: { asked } })])
  const { rows } = await sql<{ facts: unknown }>`select facts from base.audit where action = 'door.open'`.execute(db)
  expect(rows).toEqual([{ facts: { asked: { name: 'a\ufffdb', words: ['\ufffd', '😀'] } } }])
})
