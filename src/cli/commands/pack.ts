import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { systemActor } from '../../kernel/access/index.ts'
import { type Pack, type PackDeclaration, runPackTests, sealPack } from '../../kernel/pack/index.ts'
import { officeCalendar } from '../../packs/city/shanghai/index.ts'
import { auditRow, type City, writeAudit } from '../../platform/base/index.ts'
import type { CasesRoom } from '../../platform/cases/index.ts'
import { withCity } from '../../server/attach.ts'
import { type Command, type CommandContext, exitCodes, UsageError } from '../command.ts'

const usage = 'check <file> | list | install <file> | migrate <name> [--apply]'

/** `shudu pack …`: checks a pack and runs its tests, lists what is installed, installs, moves open cases to new content. */
export const command: Command = {
  says: { zh: '场景包：检查、列出、安装、迁移办理中的事项', en: 'Packs: check, list, install, move open cases' },
  usage,
  words: [1, 2],
  options: {
    apply: {
      type: 'boolean',
      says: { zh: '真正执行迁移（默认只演练）', en: 'really move them (a dry run otherwise)' },
    },
  },
  run: async (context) => {
    const [what = '', which] = context.words
    const action = actions[what]
    if (!action || (what !== 'list' && which === undefined)) throw new UsageError(`Usage: shudu pack ${usage}`)
    await action(context, which ?? '')
    return exitCodes.ok
  },
}

const actions: Readonly<Record<string, (context: CommandContext, which: string) => Promise<void>>> = {
  check: async ({ print }, file) => {
    const pack = await readPack(file)
    print(`${pack.name} ${pack.hash}: ${pack.flow.steps.length} steps, ${pack.tests.length} tests passed`)
  },
  list: ({ config, log, print }) =>
    withCity(config, log, async (city) => {
      for (const pack of casesOf(city).shelf.current())
        print(`${pack.name}  ${pack.hash.slice(0, 12)}  ${pack.title.zh}  ${pack.title.en}`)
    }),
  install: async ({ config, log, print }, file) => {
    const pack = await readPack(file)
    await withCity(config, log, async (city) => {
      const result = await city.base.db.tx(async (tx) => {
        await writeAudit(tx, [
          auditRow({
            actor: systemActor,
            action: 'pack.install',
            outcome: 'done',
            resource: `pack:${pack.name}`,
            facts: { hash: pack.hash },
          }),
        ])
        return casesOf(city).shelf.install(tx, pack, 'operator')
      })
      print(`${pack.name} ${pack.hash}: ${result}`)
    })
  },
  migrate: ({ config, log, options, print }, name) =>
    withCity(config, log, async (city) => {
      const report = await casesOf(city).migratePack(name, systemActor, options.apply === true)
      for (const { number, faults } of report.stuck)
        print(`cannot move ${number}: ${faults.map((fault) => `${fault.field} ${fault.says.en}`).join('; ')}`)
      print(
        `open ${report.open}, moved ${report.moved}, cannot move ${report.stuck.length}${report.applied ? '' : ' (dry run; --apply moves them)'}`,
      )
    }),
}

/** The composition gives the name `cases` to this room only. */
const casesOf = (city: City): CasesRoom => city.rooms.find(({ name }) => name === 'cases') as CasesRoom

const isPack = (value: unknown): value is Pack =>
  typeof value === 'object' && value !== null && 'format' in value && 'flow' in value && 'name' in value

/** A pack from its JSON, or from a TypeScript file that exports one; checked, its own tests run. */
async function readPack(file: string): Promise<Pack> {
  const path = resolve(file)
  const found = path.endsWith('.json')
    ? [JSON.parse(await readFile(path, 'utf8'))]
    : Object.values(await import(pathToFileURL(path).href))
  const declared = found.find(isPack)
  if (!declared) throw new UsageError(`${file} has no pack: export what .build() gives, or give its JSON`)
  const { hash: _, ...plain } = declared
  const pack = sealPack(plain satisfies PackDeclaration)
  // Monday 2 March 2026, 09:00 in Shanghai: a working day like any other.
  runPackTests(pack, officeCalendar, Date.UTC(2026, 2, 2, 1))
  return pack
}
