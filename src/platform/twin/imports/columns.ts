import type { AttributeDraft, Json } from '../../../kernel/twin/index.ts'
import type { FeatureFault, RawFeature } from './model.ts'

/** Kinds of value that a column may be read as. */
export const columnKinds = ['text', 'number', 'yes-no', 'instant'] as const

/** One of `columnKinds`. */
export type ColumnKind = (typeof columnKinds)[number]

/** What a person chose for a column: left out, called otherwise, read as another kind, in a unit. */
export type ColumnChoice = {
  readonly isLeftOut?: boolean
  /** Name of the attribute it becomes, a term. */
  readonly name?: string
  readonly kind?: ColumnKind
  /** UN/CEFACT code of the unit. */
  readonly unit?: string
}

/** A column as it was seen, and as what it would be kept. */
export type SeenColumn = {
  readonly name: string
  readonly kind: ColumnKind | 'other'
  /** Of the rows looked at, how many say something. */
  readonly filled: number
  readonly examples: readonly string[]
}

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const isoPattern = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const yes = new Set(['true', 'yes', 'y', '1', '是', '有'])
const no = new Set(['false', 'no', 'n', '0', '否', '无'])

/** Gathers what columns hold while a file is looked at. */
export class ColumnSeer {
  readonly #seen = new Map<string, { filled: number; kinds: Set<SeenColumn['kind']>; examples: Set<string> }>()

  /** Columns known before reading come first, in the order of the file. */
  constructor(fields: readonly string[] = []) {
    for (const name of fields) this.#of(name)
  }

  take(properties: RawFeature['properties']): void {
    for (const [name, value] of Object.entries(properties)) {
      if (value === null || value === '' || (this.#seen.size >= 200 && !this.#seen.has(name))) continue
      const own = this.#of(name)
      own.filled += 1
      own.kinds.add(kindOf(value))
      if (own.examples.size < 3)
        own.examples.add((typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 80))
    }
  }

  get columns(): readonly SeenColumn[] {
    return [...this.#seen].map(([name, { filled, kinds, examples }]) => {
      const [first, ...others] = kinds
      return {
        name,
        filled,
        examples: [...examples],
        kind: first === undefined ? 'text' : others.length > 0 ? 'text' : first,
      }
    })
  }

  #of(name: string) {
    const own = this.#seen.get(name) ?? { filled: 0, kinds: new Set(), examples: new Set() }
    this.#seen.set(name, own)
    return own
  }
}

function kindOf(value: Json): SeenColumn['kind'] {
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'yes-no'
  if (typeof value !== 'string') return 'other'
  // A number with a leading zero is a code: read as a number it would lose it.
  if (numberPattern.test(value) && !/^[+-]?0\d/.test(value)) return 'number'
  return isoPattern.test(value) ? 'instant' : 'text'
}

/** A value as the kind that was chosen for its column, or what is wrong with it. */
export function asKind(
  raw: Pick<RawFeature, 'row'>,
  name: string,
  value: Json,
  { kind, unit }: ColumnChoice,
): { readonly draft: AttributeDraft } | { readonly fault: FeatureFault } {
  const of = (kept: Json) => ({
    draft: {
      kind: typeof kept === 'object' ? ('JsonProperty' as const) : ('Property' as const),
      value: kept,
      dataset: '',
      ...(unit && { unit }),
    },
  })
  const text = typeof value === 'string' ? value.trim() : String(value)
  const wrong = (zh: string, en: string, mendZh: string, mendEn: string) => ({
    fault: { row: raw.row, field: name, found: text.slice(0, 200), says: { zh, en }, mend: { zh: mendZh, en: mendEn } },
  })
  switch (kind) {
    case undefined:
      return of(value)
    case 'text':
      return of(typeof value === 'object' ? JSON.stringify(value) : text)
    case 'number':
      return numberPattern.test(text)
        ? of(Number(text))
        : wrong(
            '不是数字',
            'is no number',
            '写成数字，如 12.5，或按文字导入这一列',
            'write a number such as 12.5, or take the column as text',
          )
    case 'yes-no': {
      const said = text.toLowerCase()
      if (yes.has(said)) return of(true)
      if (no.has(said)) return of(false)
      return wrong('不是“是”或“否”', 'is neither yes nor no', '写“是”或“否”', 'write yes or no')
    }
    case 'instant': {
      // Without a zone it is the city's own time.
      const at = isoPattern.test(text)
        ? Date.parse(/[TZ+]|\s\d/.test(text) ? zoned(text) : `${text}T00:00:00+08:00`)
        : Number.NaN
      return Number.isNaN(at)
        ? wrong(
            '不是日期时间',
            'is no date',
            '写成 2026-11-20 或 2026-11-20T08:00:00+08:00',
            'write 2026-11-20 or 2026-11-20T08:00:00+08:00',
          )
        : of(new Date(at).toISOString())
    }
  }
}

const zoned = (text: string): string => {
  const written = text.replace(' ', 'T')
  return /(Z|[+-]\d{2}:?\d{2})$/.test(written) ? written : `${written}+08:00`
}
