import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type InsightRoom, type ModelVersion, weakestFirst } from '../../platform/insight/index.ts'
import { withCity } from '../../server/attach.ts'
import { type Command, type CommandContext, exitCodes, UsageError } from '../command.ts'

const deeds = ['report', 'classify', 'train', 'series-report'] as const
type Deed = (typeof deeds)[number]

/** `shudu insight report | classify --in file --out file.csv | train --in file | series-report`: the models of the city's own messages and series. */
export const command: Command = {
  says: {
    zh: '模型：report 分类指标，classify 给文件分类，train 用带分类的文件训练，series-report 序列的异常与预测误差',
    en: 'Models: report (figures of classes), classify (label a file), train (teach from a labelled file), series-report (anomalies and errors of forecasts)',
  },
  usage: 'report | classify --in <file> --out <file.csv> | train --in <file> | series-report  [--pack <p>]',
  words: [1, 1],
  options: {
    in: {
      type: 'string',
      value: '<file>',
      says: { zh: '读入的文件（.csv、.xlsx）', en: 'the file to read (.csv, .xlsx)' },
    },
    out: { type: 'string', value: '<file.csv>', says: { zh: '写到哪里', en: 'the file to write' } },
    pack: { type: 'string', value: '<p>', says: { zh: '场景包，默认第一个', en: 'the pack; the first that sorts' } },
  },
  run: async (context) => {
    const deed = deeds.find((one) => one === context.words[0])
    if (!deed) throw new UsageError(`There is no "insight ${context.words[0]}"; there are: ${deeds.join(', ')}`)
    const work = await deedOf(deed, context)
    return withCity(context.config, context.log, async ({ rooms }) => {
      const room = rooms.find(({ name }) => name === 'insight')
      if (!room) throw new UsageError('This city has no insight room')
      // The composition gives the name to this kind of room only.
      await work(room as InsightRoom)
      return exitCodes.ok
    })
  },
}

/** Checks the options before a city is opened. */
async function deedOf(deed: Deed, context: CommandContext): Promise<(room: InsightRoom) => Promise<void>> {
  const { options, print, tell } = context
  const pack = typeof options.pack === 'string' ? options.pack : undefined
  if (deed === 'report') {
    return async ({ desk }) => {
      for (const line of report(await desk.report(pack))) print(line)
    }
  }
  if (deed === 'series-report') {
    return async ({ series }) => {
      if (!series) throw new UsageError('This city looks at no series')
      for await (const line of series.report()) print(line)
    }
  }
  const path = await fileOf(options.in)
  if (deed === 'train') {
    return async ({ desk }) => {
      const { read, taught, version } = await desk.teach(path, pack)
      for (const line of report(version)) print(line)
      print(`read ${read}, taught ${taught}`)
    }
  }
  if (typeof options.out !== 'string') throw new UsageError('--out is missing. See: shudu insight --help')
  const out = resolve(options.out)
  return async ({ desk }) => {
    const { rows, version } = await desk.classify(path, out, pack)
    tell(`model: ${version}`)
    print(`classified ${rows} rows: ${out}`)
  }
}

async function fileOf(given: unknown): Promise<string> {
  if (typeof given !== 'string') throw new UsageError('--in is missing. See: shudu insight --help')
  const path = resolve(given)
  if (!(await stat(path).catch(() => undefined))?.isFile()) throw new UsageError(`There is no file ${given}`)
  return path
}

/** The figures of a version, a line each; a class a line, the weakest first. */
function report({ version, card, madeAt }: ModelVersion): string[] {
  const { training, levels } = card
  const top = card.branches.find(({ under }) => under.length === 0)
  if (!top) return [`${version}: nothing was validated`]
  const deeper = levels.filter(({ level }) => level > 1)
  return [
    `model ${version}, made ${madeAt}`,
    `taught from ${training.messages} messages: ${training.description}`,
    `background ${training.background} messages, near-duplicates ${training.nearDuplicates}, classes too rare ${training.leftOut.length}`,
    `method: ${card.method}`,
    `${top.folds}-fold cross-validation, ${top.classes.length} first-level classes, ${top.messages} messages`,
    '',
    `${pad('class', 24)}${['precision', 'recall', 'F1', 'support'].map((name) => name.padStart(10)).join('')}`,
    ...weakestFirst(top).map(
      ({ path, precision, recall, f1, support }) =>
        `${pad(path.join('/'), 24)}${[precision, recall, f1].map((share) => share.toFixed(3).padStart(10)).join('')}${String(support).padStart(10)}`,
    ),
    '',
    ...deeper.map(
      ({ level, accuracy, messages }) => `level ${level} accuracy ${accuracy.toFixed(4)} (${messages} messages)`,
    ),
    ...top.bars.map(
      ({ least, share, accuracy }) =>
        `at confidence ${least}: ${percent(share)} of messages, ${percent(accuracy)} right`,
    ),
    `calibration error ${top.calibration.error.toFixed(4)}`,
    `accuracy ${top.accuracy.toFixed(4)}`,
    `macro-F1 ${top.macroF1.toFixed(4)}`,
  ]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`

/** Pads to a width on a terminal, where a Chinese character takes two places. */
const pad = (text: string, width: number): string =>
  text +
  ' '.repeat(Math.max(1, width - [...text].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 2 : 1), 0)))
