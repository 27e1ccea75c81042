import highs from 'highs'

// The package's types are written for CommonJS; the default of its ES module is the loader itself.
const load = highs as unknown as typeof highs.default

/** The solver of linear and whole choices, in memory of its own. */
export type Highs = Awaited<ReturnType<typeof load>>

/** Loads the solver. */
export const loadHighs = (): Promise<Highs> => load()
