/** The 0-based column of a cell reference such as `AB12`; -1 when it carries no letters. */
export function columnOf(reference: string): number {
  let column = 0
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i)
    if (code === 36) continue
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  return column - 1
}

/** The 1-based row of a cell reference such as `AB12`; NaN when it carries none. */
export const rowOf = (reference: string): number => Number.parseInt(reference.replace(/^\$?[A-Z]+\$?/, ''), 10)

/** The letters of a 0-based column: 0 is `A`, 26 is `AA`. */
export function columnLetters(column: number): string {
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return letters
}
