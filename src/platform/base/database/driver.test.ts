import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../testing.ts'
import { openDb } from './db.ts'
import { plannedAnew } from './driver.ts'

const database = await testDatabase('base')

test('a text that recurs is prepared, one that is to be planned anew never is', async () => {
  const db = openDb(database.app, { connections: 1 })
  try {
    for (let round = 0; round < 6; round += 1) {
      await sql`select ${round}::int as often`.execute(db)
      await sql`${plannedAnew} select ${round}::int as anew`.execute(db)
    }
    const { rows } = await sql<{ text: string }>`select statement as text from pg_prepared_statements`.execute(db)
    const texts = rows.map((row) => row.text).join('\n')
    expect(texts).toContain('as often')
    expect(texts).not.toContain('as anew')
  } finally {
    await db.close()
  }
})
