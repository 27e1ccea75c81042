/** Pollutants of the index with the window (seconds) over which each is averaged, and the readings that window needs. */
export const airWindows = {
  so2: { window: 86_400, readings: 20 },
  no2: { window: 86_400, readings: 20 },
  pm10: { window: 86_400, readings: 20 },
  co: { window: 86_400, readings: 20 },
  o3: { window: 28_800, readings: 6 },
  pm25: { window: 86_400, readings: 20 },
} as const

/** A pollutant of the air quality index. */
export type Pollutant = keyof typeof airWindows

/** Every pollutant. */
export const pollutants = Object.keys(airWindows) as readonly Pollutant[] // the keys of the constant above

const indexes = [0, 50, 100, 150, 200, 300, 400, 500] as const

/** Table 1 of HJ 633-2012, µg/m³ (CO mg/m³): means of 24 hours, of O3 means of eight. Ozone of eight hours ends at 300. */
const breakpoints: Readonly<Record<Pollutant, readonly number[]>> = {
  so2: [0, 50, 150, 475, 800, 1600, 2100, 2620],
  no2: [0, 40, 80, 180, 280, 565, 750, 940],
  pm10: [0, 50, 150, 250, 350, 420, 500, 600],
  co: [0, 2, 4, 14, 24, 36, 48, 60],
  o3: [0, 100, 160, 215, 265, 800],
  pm25: [0, 35, 75, 115, 150, 250, 350, 500],
}

/** The individual index of a concentration (IAQI, HJ 633-2012 clause 4.1): between breakpoints in proportion, rounded up. */
export function individualIndex(pollutant: Pollutant, concentration: number): number {
  const table = breakpoints[pollutant]
  const above = table.findIndex((bound) => concentration <= bound)
  if (above === -1) return indexes[table.length - 1] as number // the tables are no longer than the indexes
  if (above === 0) return 0
  const [low, high] = [table[above - 1] as number, table[above] as number] // within the table
  const [from, to] = [indexes[above - 1] as number, indexes[above] as number] // as long as the table or longer
  // A hair of floating point does not lift the index by one.
  return Math.ceil(((to - from) / (high - low)) * (concentration - low) + from - 1e-9)
}

/** The index of a place (AQI, clause 4.3): the highest of its pollutants, and which it is. Concentrations are means over its stations (HJ 663-2013). */
export function airIndex(
  means: Readonly<Partial<Record<Pollutant, number>>>,
): { readonly value: number; readonly pollutant: Pollutant } | undefined {
  let found: { value: number; pollutant: Pollutant } | undefined
  for (const pollutant of pollutants) {
    const mean = means[pollutant]
    if (mean === undefined) continue
    const value = individualIndex(pollutant, Math.max(0, mean))
    if (!found || value > found.value) found = { value, pollutant }
  }
  return found
}
