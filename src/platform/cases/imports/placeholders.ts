import { findPlaceholders } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { cellText, type Row } from '../../base/index.ts'
import type { ImportSettings } from './model.ts'

/** A coordinate that stands for "unknown": found in the sample with its count, or named by a profile. */
export type FoundPlaceholder = ReturnType<typeof findPlaceholders>[number] | readonly [number, number]

/** Coordinates that stand for "unknown": those the profile names, and those that the sample gives away. */
export function mergedPlaceholders(
  names: readonly string[],
  columns: ImportSettings['columns'],
  sample: readonly Row[],
  known: ImportSettings['placeholders'],
): readonly FoundPlaceholder[] {
  const at = { lng: names.indexOf(columns.lng ?? ''), lat: names.indexOf(columns.lat ?? '') }
  if (at.lng < 0 || at.lat < 0) return known
  const points = sample
    .map((row) => ({ lng: cellText(row.cells[at.lng] ?? null), lat: cellText(row.cells[at.lat] ?? null) }))
    .filter(({ lng, lat }) => lng.trim() !== '' && lat.trim() !== '')
    .map(({ lng, lat }) => ({ lng: Number(lng), lat: Number(lat) }))
    .filter(({ lng, lat }) => Number.isFinite(lng) && Number.isFinite(lat))
  const found = findPlaceholders(points)
  const isFound = ([lng, lat]: readonly [number, number]) =>
    found.some(({ point }) => point.lng === lng && point.lat === lat)
  return [...known.filter((one) => !isFound(one)), ...found]
}

/** What there is to say about those that the sample gave away. */
export const placeholderNotes = (found: readonly FoundPlaceholder[]): Words[] =>
  found.flatMap((one) =>
    'point' in one
      ? [
          {
            zh: `样本中 ${one.count} 行的坐标是 ${one.point.lng}, ${one.point.lat}，视为占位，不采用`,
            en: `${one.count} rows of the sample lie at ${one.point.lng}, ${one.point.lat}: taken as a placeholder, not used`,
          },
        ]
      : [],
  )
