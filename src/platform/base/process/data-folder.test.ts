import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DataFolderError, requireDataFolder } from './data-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'shudu-folder-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a data folder', () => {
  it('is made where it is missing, and nothing of the trial stays in it', () => {
    const data = join(folder, 'a', 'b')
    requireDataFolder(data)
    requireDataFolder(data)
    expect(existsSync(data)).toBe(true)
    expect(readdirSync(data)).toEqual([])
  })

  it.each(['file', 'file/below'])('that cannot be one (%s) is refused by name, with what to do', (name) => {
    writeFileSync(join(folder, 'file'), '')
    const data = join(folder, name)
    const refused = () => requireDataFolder(data)
    expect(refused).toThrow(DataFolderError)
    expect(refused).toThrow(data)
    expect(refused).toThrow('a part of this path is a file')
    expect(refused).toThrow('SHUDU_DATA')
  })
})
