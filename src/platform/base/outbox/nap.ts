/** The pauses of one loop. */
export type Nap = {
  /** Rests so many milliseconds, or until woken; not at all when woken since the last rest. */
  untilWoken(ms: number): Promise<void>
  /** Rests so many milliseconds, whatever comes. */
  through(ms: number): Promise<void>
  wake(): void
  /** Ends a rest, and lets none begin any more. */
  end(): void
}

/** Pauses that somebody else can cut short. */
export function makeNap(): Nap {
  let rise: (() => void) | undefined
  let isLight = false
  let isWoken = false
  let hasEnded = false
  const rest = (ms: number) =>
    new Promise<void>((done) => {
      if (hasEnded) return done()
      const timer = setTimeout(() => rise?.(), ms)
      rise = () => {
        clearTimeout(timer)
        rise = undefined
        done()
      }
    })
  return {
    untilWoken: (ms) => {
      isLight = true
      if (!isWoken) return rest(ms)
      isWoken = false
      return Promise.resolve()
    },
    through: (ms) => {
      isLight = false
      return rest(ms)
    },
    wake: () => {
      if (rise && isLight) rise()
      else isWoken = true
    },
    end: () => {
      hasEnded = true
      rise?.()
    },
  }
}

/** Lets at most so many works run at once; the others wait their turn. */
export function turns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = most
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((go) => waiting.push(go))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
