import { createWriteStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { systemActor } from '../kernel/access/index.ts'
import type { Fault } from '../kernel/errors/index.ts'
import { auditRow, type City, type ColumnMatch, fileSource, writeAudit } from '../platform/base/index.ts'
import { type CasesRoom, packWithTaxonomy, writeRefused } from '../platform/cases/index.ts'
import { takeOffices, takePeople } from '../platform/identity/index.ts'
import { type CommandContext, UsageError } from './command.ts'

/** What became of the rows of a file, and where the refused ones were written. */
export type RegisterTaken = {
  readonly account: {
    readonly read: number
    readonly imported: number
    readonly already: number
    readonly refused: number
  }
  readonly refused: string | undefined
}

type Rows = {
  readonly read: number
  readonly imported: number
  readonly already: number
  readonly headers: readonly string[]
  readonly matches: readonly ColumnMatch[]
  readonly refused: readonly {
    readonly row: number
    readonly cells: readonly string[]
    readonly faults: readonly Fault[]
  }[]
}

type Given = {
  readonly city: City
  readonly path: string
  readonly context: CommandContext
  /** Where refused rows go. */
  refusedPath(): Promise<string>
}

const takers: Readonly<Record<string, (given: Given, isRehearsal: boolean) => Promise<Rows>>> = {
  offices: async ({ city, path }, isRehearsal) => takeOffices(city.base.db, await fileSource(path), isRehearsal),
  people: async ({ city, path }, isRehearsal) =>
    takePeople(city.base.db, await fileSource(path), city.base.now(), isRehearsal),
  taxonomy: takeTaxonomy,
}

/** Registers that a file may fill: small tables that are read whole. */
export const registers = Object.keys(takers)

/** Takes a register in: offices, people, or the classes of a pack. With `--check` it only tells what would become of each row. */
export async function takeRegister(what: string, given: Given): Promise<RegisterTaken> {
  const { city, context } = given
  const isRehearsal = context.options.check === true
  const rows = await takers[what]?.(given, isRehearsal)
  if (!rows) throw new UsageError(`There is no register "${what}"`)
  const { read, imported, already, refused, matches, headers } = rows
  context.tell(`columns: ${matches.map(({ field, header }) => `${field} ← ${header}`).join(', ')}`)
  if (isRehearsal) context.tell('nothing was kept: this was a check')
  else
    await writeAudit(city.base.db, [
      auditRow({
        actor: systemActor,
        action: `import.${what}`,
        outcome: 'done',
        resource: `file:${basename(given.path)}`,
        facts: { read, imported, already, refused: refused.length, by: 'command line' },
      }),
    ])
  const account = { read, imported, already, refused: refused.length }
  if (refused.length === 0) return { account, refused: undefined }
  const out = await given.refusedPath()
  const notes = async function* () {
    for (const { row, cells, faults } of refused)
      yield { row, cells, notes: faults.map((fault) => ({ code: 'refused', ...fault })) }
  }
  await pipeline(writeRefused(headers, notes(), {}, 'en'), createWriteStream(out))
  return { account, refused: out }
}

async function takeTaxonomy({ city, path, context: { options } }: Given, isRehearsal: boolean): Promise<Rows> {
  // The composition gives the name `cases` to this room only.
  const { shelf } = city.rooms.find(({ name }) => name === 'cases') as CasesRoom
  const pack = shelf.get(typeof options.pack === 'string' ? options.pack : 'hotline')
  const name = typeof options.taxonomy === 'string' ? options.taxonomy : (Object.keys(pack.taxonomies)[0] ?? '')
  const taken = await packWithTaxonomy(pack, name, await fileSource(path), options.replace === true)
  if (!isRehearsal && taken.imported > 0) await city.base.db.tx((tx) => shelf.install(tx, taken.pack, 'operator'))
  return taken
}
