/** The form of an instant in a payload. */
export type InstantForm = 'iso' | 'seconds' | 'milliseconds'

/** Where a value stands in a JSON payload, and how it becomes a number in the measure's unit: `value × scale + offset`. */
export type JsonValue = {
  /** Steps by `.`, items of a list by `[n]`: `data.air[0].pm25`. */
  readonly path: string
  readonly scale?: number
  readonly offset?: number
  /** Texts that stand for numbers; a measure of choices reads its own names without this. */
  readonly texts?: Readonly<Record<string, number>>
  /** What the device sends when it has no value. */
  readonly missing?: readonly (string | number | null)[]
}

/** A JSON payload: paths to the instant and the values; `rows` names a list when a payload carries several readings. */
export type JsonFormat = {
  readonly kind: 'json'
  readonly rows?: string
  readonly at?: { readonly path: string; readonly form: InstantForm }
  readonly values: Readonly<Record<string, JsonValue>>
}

type Step = string | number

const stepPattern = /([^.[\]]+)|\[(\d+)\]/g

/** The steps of a path. @throws SyntaxError when the text is no path */
export function stepsOf(path: string): readonly Step[] {
  if (!/^(?:[^.[\]]+|\[\d+\])(?:\.[^.[\]]+|\[\d+\])*$/.test(path)) throw new SyntaxError(`Not a path: ${path}`)
  return [...path.matchAll(stepPattern)].map(([, name, index]) => (name === undefined ? Number(index) : name))
}

/** Follows steps into a parsed payload; `undefined` where nothing is. */
export function follow(value: unknown, steps: readonly Step[]): unknown {
  let here = value
  for (const step of steps) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, step)) return undefined
    // Own properties of a parsed JSON value alone are read.
    here = (here as Record<Step, unknown>)[step]
  }
  return here
}

/** Epoch milliseconds of an instant in a payload; `undefined` when it is none. */
export function instantOf(value: unknown, form: InstantForm): number | undefined {
  if (form === 'iso') {
    if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return undefined
    const at = Date.parse(value)
    return Number.isNaN(at) ? undefined : at
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  return form === 'seconds' ? Math.round(value * 1_000) : Math.round(value)
}
