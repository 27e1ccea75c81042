/** How a model does on one class. Shares are 0…1; `support` is how many messages truly are of it. */
export type ClassFigures = {
  readonly path: readonly string[]
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly support: number
}

/** How a model does on a set of messages whose class is known. */
export type Figures = {
  readonly messages: number
  readonly accuracy: number
  /** Mean of the F1 of the classes, each counting the same however rare. */
  readonly macroF1: number
  readonly classes: readonly ClassFigures[]
  /** `confusion[truth][predicted]`, in the order of `classes`. */
  readonly confusion: readonly (readonly number[])[]
}

/** Counts what was right and wrong. A class that never occurs and is never predicted has figures of 0 and support 0. */
export function figuresOf(
  paths: readonly (readonly string[])[],
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
): Figures {
  const confusion = paths.map(() => paths.map(() => 0))
  for (let at = 0; at < truth.length; at++) {
    const row = confusion[truth[at] ?? 0]
    const column = predicted[at] ?? 0
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1
  }
  const classes = paths.map((path, index) => classFigures(path, index, confusion))
  const right = confusion.reduce((sum, row, index) => sum + (row[index] ?? 0), 0)
  const known = classes.filter((figures) => figures.support > 0)
  return {
    messages: truth.length,
    accuracy: truth.length === 0 ? 0 : right / truth.length,
    macroF1: known.length === 0 ? 0 : known.reduce((sum, figures) => sum + figures.f1, 0) / known.length,
    classes,
    confusion,
  }
}

function classFigures(path: readonly string[], index: number, confusion: readonly (readonly number[])[]): ClassFigures {
  const hits = confusion[index]?.[index] ?? 0
  const support = (confusion[index] ?? []).reduce((sum, count) => sum + count, 0)
  const called = confusion.reduce((sum, row) => sum + (row[index] ?? 0), 0)
  const share = (of: number) => (of === 0 ? 0 : hits / of)
  return {
    path,
    precision: share(called),
    recall: share(support),
    f1: support + called === 0 ? 0 : (2 * hits) / (support + called),
    support,
  }
}
