import { type Field, kinds } from '../record/index.ts'
import type { PackDeclaration } from './declaration.ts'
import type { Fill, HearsDeclaration, Signal } from './signal.ts'

/** How a pack hears a signal. */
export type Hearing<P extends PackDeclaration = PackDeclaration> = {
  readonly pack: P
  readonly hears: HearsDeclaration
  /** The kind of happening, by which signals are joined. */
  readonly kind: string
  /** The word by which a text was recognised. */
  readonly word?: string
  /** How many sources open a case; 0: never. */
  readonly opens: number
}

/** Does a class code stand for another: itself, or one above it? */
const isAbove = (code: string, other: string): boolean => other === code || other.startsWith(`${code}/`)

/** How well a declaration fits a signal: 0 not at all; the longer what fits, the better. */
function fitOf(hears: HearsDeclaration, signal: Signal): { readonly fit: number; readonly word?: string } {
  const { source, kind } = signal
  if ('reports' in hears) return source === 'report' ? fitOfReport(hears.reports, signal) : { fit: 0 }
  if ('alarms' in hears) {
    if (source !== 'alarm') return { fit: 0 }
    // Whoever hears the others hears what nobody names.
    return { fit: hears.alarms === 'others' ? 0.5 : hears.alarms.includes(kind) ? 1 : 0 }
  }
  if ('camera' in hears) return { fit: source === 'camera' && hears.camera.includes(kind) ? 1 : 0 }
  if ('signs' in hears) return { fit: source === 'sign' && hears.signs.includes(kind) ? 1 : 0 }
  if ('system' in hears) return { fit: source === 'system' && hears.system.includes(kind) ? 1 : 0 }
  if (source !== 'patrol') return { fit: 0 }
  // Codes of components and events grow by two digits a level.
  return { fit: Math.max(0, ...hears.patrol.filter((code) => kind.startsWith(code)).map(({ length }) => length)) }
}

function fitOfReport(
  { pack, classes, words, but = [] }: Extract<HearsDeclaration, { reports: unknown }>['reports'],
  signal: Signal,
): { readonly fit: number; readonly word?: string } {
  if (signal.kind !== pack) return { fit: 0 }
  const said = `${signal.title.zh} ${signal.text.zh}`
  const word = words.find((one) => said.includes(one))
  const isAgainst = but.some((one) => said.includes(one))
  if (signal.class !== undefined) {
    // Somebody has sorted it: the class decides, unless none is as narrow as the matter.
    const longest = Math.max(
      0,
      ...classes.filter((code) => isAbove(code, signal.class ?? '')).map(({ length }) => length),
    )
    if (longest > 0 || classes.length > 0) return { fit: longest, ...(word !== undefined && { word }) }
  }
  return word === undefined || isAgainst ? { fit: 0 } : { fit: word.length, word }
}

/** The pack that hears a signal best; of equals the first. Nothing when none does. */
export function findHearing<P extends PackDeclaration>(packs: readonly P[], signal: Signal): Hearing<P> | undefined {
  let best: (Hearing<P> & { readonly fit: number }) | undefined
  for (const pack of packs)
    for (const hears of pack.hears ?? []) {
      const { fit, word } = fitOf(hears, signal)
      if (fit <= (best?.fit ?? 0)) continue
      const as = hears.as ?? pack.name
      const kind = typeof as === 'string' ? as : (signal.class ?? pack.name)
      const opens = hears.opens ?? ('reports' in hears ? 0 : 1)
      best = { pack, hears, kind, opens, fit, ...(word !== undefined && { word }) }
    }
  return best
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === ''

/** What one fill gives; `office` is the office that answers. */
function filled(fill: Fill, signal: Signal, office: string): unknown {
  if (typeof fill === 'object') {
    if ('is' in fill) return fill.is
    if ('fact' in fill) return signal.facts?.[fill.fact]
    return fill.of[String(signal[fill.by] ?? '')] ?? fill.otherwise
  }
  switch (fill) {
    case 'text':
      return signal.text.zh
    case 'title':
      return signal.title.zh
    case 'office':
      return office
    case 'place':
      return signal.point === undefined && signal.address === undefined
        ? undefined
        : {
            ...(signal.point && { point: [...signal.point] }),
            ...(signal.address !== undefined && { address: signal.address }),
            ...(signal.division !== undefined && { division: signal.division }),
          }
    case 'files':
      return signal.files && [...signal.files]
    case 'kind':
    case 'who':
    case 'id':
    case 'at':
    case 'class':
    case 'level':
    case 'value':
      return signal[fill]
  }
}

const usualLengths: Partial<Record<Field['type'], number>> = { text: 200, 'long-text': 5_000 }

/** What is left of a letter of two parts when a text is cut between them. */
const halfLetter = /[\uD800-\uDBFF]$/

/** A text longer than its field is cut, with a mark. */
function fitting(value: unknown, field: Field): unknown {
  const most = field.max ?? usualLengths[field.type]
  if (typeof value !== 'string' || most === undefined || usualLengths[field.type] === undefined) return value
  return value.length <= most ? value : `${value.slice(0, most - 1).replace(halfLetter, '')}…`
}

/**
 * The answers that a signal gives to a pack's form. What it does not know, or what does not fit its field, is left out or
 * replaced by what the mapping says otherwise.
 */
export function answersFor(pack: PackDeclaration, signal: Signal, office: string): Readonly<Record<string, unknown>> {
  const answers: Record<string, unknown> = {}
  for (const [name, fill] of Object.entries(pack.fills ?? {})) {
    const field = pack.flow.asks[name]
    if (field === undefined) continue
    const value = fitting(filled(fill, signal, office), field)
    const otherwise = typeof fill === 'object' && 'otherwise' in fill ? fill.otherwise : undefined
    const kept = isEmpty(value) || kinds[field.type].check(value, field) !== undefined ? otherwise : value
    if (!isEmpty(kept)) answers[name] = kept
  }
  return answers
}
