import type { Finding, Separator } from './model.ts'
import { RowSplitter } from './split-rows.ts'
import { saysMissing, shapeOf } from './value-shape.ts'

/** The separator found, and how sure. */
export type SeparatorFinding = { readonly separator: string; readonly finding: Finding }

const CANDIDATES: readonly Separator[] = [',', '\t', ';', '|', '，']
const NAMES: Readonly<Record<string, { zh: string; en: string }>> = {
  ',': { zh: '逗号', en: 'comma' },
  '\t': { zh: '制表符', en: 'TAB' },
  ';': { zh: '分号', en: 'semicolon' },
  '|': { zh: '竖线', en: 'vertical bar' },
  '，': { zh: '中文逗号', en: 'Chinese comma' },
}
const ROWS = 200

/**
 * Tells the separator: each candidate splits the sample as a table would be split, quotation marks respected; the one
 * that gives rows of one width, few broken quotes and cells that look like values wins. One column stays one column.
 */
export function detectSeparator(sample: string, ends: boolean): SeparatorFinding {
  const weighed = CANDIDATES.map((separator) => ({ separator, ...weigh(sample, separator, ends) }))
  weighed.sort((a, b) => b.score - a.score)
  const [best, second] = weighed
  if (!best || best.score <= 0) {
    return { separator: ',', finding: { confidence: 0.6, why: { zh: '只有一列', en: 'one column only' } } }
  }
  const margin = 1 - (second?.score ?? 0) / best.score
  const name = NAMES[best.separator]
  const share = (best.share * 100).toFixed(0)
  return {
    separator: best.separator,
    finding: {
      confidence: Math.min(1, Math.max(0.5, best.share * (0.6 + margin))),
      why: {
        zh: `按${name?.zh}分隔，${share}% 的行有 ${best.width} 列`,
        en: `split at each ${name?.en}, ${share} % of the rows have ${best.width} columns`,
      },
    },
  }
}

/** Splits the sample by one separator and weighs the result. */
function weigh(sample: string, separator: string, ends: boolean): { score: number; share: number; width: number } {
  const splitter = new RowSplitter(separator, { cellCharacters: 1 << 20, columns: 4096 })
  const rows = splitter.push(sample, ends).slice(0, ROWS)
  const widths = new Map<number, number>()
  for (const row of rows) widths.set(row.cells.length, (widths.get(row.cells.length) ?? 0) + 1)
  let width = 0
  let count = 0
  for (const [each, times] of widths) {
    if (each > 1 && (times > count || (times === count && each > width))) {
      width = each
      count = times
    }
  }
  if (width < 2 || rows.length === 0) return { score: 0, share: 0, width: 1 }
  const share = count / rows.length
  const broken = rows.filter((row) => row.troubles).length / rows.length
  const values = valueShare(rows.filter((row) => row.cells.length === width).map((row) => row.cells))
  // A separator that splits one row in five is a character of the text.
  const score = share < 0.2 ? 0 : share * share * (1 - 0.8 * broken) * (0.25 + 0.75 * values) * (1 - 1 / (2 * width))
  return { score, share, width }
}

/** Share of cells that look like one value: a number, a date, a code, nothing, or a text without another separator at its edge. */
function valueShare(rows: readonly (readonly string[])[]): number {
  let all = 0
  let good = 0
  for (const cells of rows) {
    for (const cell of cells) {
      all++
      if (shapeOf(cell) !== 'text' || saysMissing(cell)) good++
      else if (!/[,;\t|，]/.test(cell)) good += 0.9
      else good += 0.4
    }
  }
  return good / Math.max(1, all)
}
