import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the real data for trials lies, beside the project; it is never part of it. */
const FOLDER = new URL('../../../../../shared/data/', import.meta.url)

/** The path of a real file. */
export const realFile = (name: string): string => fileURLToPath(new URL(name, FOLDER))

/** Whether the real data is here; tests that need it are skipped, and say so, where it is not. */
export const hasRealData: boolean = existsSync(FOLDER)
