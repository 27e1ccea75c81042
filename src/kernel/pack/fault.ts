import type { Fault } from '../errors/index.ts'

/** One thing that is wrong with a pack, and where. */
export const fault = (field: string, zh: string, en: string): Fault => ({ field, says: { zh, en } })
