import type { Readable } from 'node:stream'
import { labelGrids } from './label-grid.ts'
import type { Label } from './label-sheet.ts'

/** Labels with QR codes as PDF sheets on A4; the grid is one of those that stationers sell, `3x8` unless told. */
export async function writeLabels(labels: readonly Label[], grid = '3x8'): Promise<Readable> {
  const found = labelGrids[grid]
  if (!found) throw new RangeError(`There is no grid of labels "${grid}"`)
  // What draws them takes 30 MB of memory: loaded with the first sheet.
  const { labelSheets } = await import('./label-sheet.ts')
  return labelSheets(labels, found)
}
