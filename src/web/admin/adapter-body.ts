/** A name and a value, as they are typed in two boxes side by side. */
export type Pair = { readonly name: string; readonly value: string }

/** What a provider is sent, as lines of a form: `message.to` for a value that lies deeper, `list.0` for one of a list. */
export function pairsOf(body: unknown, path = ''): readonly Pair[] {
  if (typeof body !== 'object' || body === null) return path === '' ? [] : [{ name: path, value: textOf(body) }]
  return Object.entries(body).flatMap(([name, value]) => pairsOf(value, path === '' ? name : `${path}.${name}`))
}

/** Numbers and truths keep their kind when the form is opened and kept again: what reads as one is one, unless quoted. */
const textOf = (value: unknown): string =>
  typeof value === 'string' && plainOf(value) === undefined ? value : JSON.stringify(value ?? null)

/** A number, a truth, nothing or a quoted text, if the text is exactly how one is written. */
function plainOf(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isPlain = typeof value !== 'object' || value === null
    return isPlain && JSON.stringify(value) === text ? { value } : undefined
  } catch {
    return undefined // what is no JSON is a text like any other
  }
}

const asTyped = (text: string): unknown => {
  const plain = plainOf(text)
  return plain ? plain.value : text
}

/** The lines back as what is sent; lines without a name are left out. Inverse of `pairsOf`. */
export function bodyOf(pairs: readonly Pair[]): Readonly<Record<string, unknown>> {
  const root: Record<string, unknown> = {}
  for (const { name, value } of pairs) {
    const steps = name.trim().split('.').filter(Boolean)
    const last = steps.pop()
    if (last === undefined) continue
    let at = root
    for (const step of steps) {
      const next = at[step]
      const inner: Record<string, unknown> = typeof next === 'object' && next !== null ? { ...next } : {}
      at[step] = inner
      at = inner
    }
    at[last] = asTyped(value)
  }
  return listsOf(root) as Readonly<Record<string, unknown>> // the root has names, not numbers, unless somebody asks for a list
}

/** What is numbered from nought without a gap is a list. */
function listsOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]) => [name, listsOf(inner)] as const)
  const isList = entries.length > 0 && entries.every(([name], index) => name === String(index))
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}
