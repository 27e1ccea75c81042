/** A grid of labels on A4; millimetres. */
export type LabelGrid = {
  readonly columns: number
  readonly rows: number
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
  /** From one label to the next, left edges and upper edges. */
  readonly stepX: number
  readonly stepY: number
}

/** Grids of label sheets that are sold, by columns × rows. */
export const labelGrids: Readonly<Record<string, LabelGrid>> = {
  '2x4': { columns: 2, rows: 4, width: 99.1, height: 67.7, left: 4.65, top: 13.1, stepX: 101.6, stepY: 67.7 },
  '3x7': { columns: 3, rows: 7, width: 63.5, height: 38.1, left: 7.25, top: 15.15, stepX: 66.0, stepY: 38.1 },
  '3x8': { columns: 3, rows: 8, width: 70, height: 37, left: 0, top: 0.5, stepX: 70, stepY: 37 },
  '5x13': { columns: 5, rows: 13, width: 38.1, height: 21.2, left: 4.75, top: 10.7, stepX: 40.6, stepY: 21.2 },
}
