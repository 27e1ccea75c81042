// Writes the table of docs/vital-signs.md from the declared signs: `node bin/write-signs.ts`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tableOfSigns } from '../src/server/sign-table.ts'

const file = join(import.meta.dirname, '../docs/vital-signs.md')
const text = readFileSync(file, 'utf8')
const [before = '', rest = ''] = text.split('<!-- signs -->')
const [, after = ''] = rest.split('<!-- /signs -->')
writeFileSync(file, `${before}<!-- signs -->\n\n${tableOfSigns()}\n<!-- /signs -->${after}`)
