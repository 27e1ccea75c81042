import type { ImportProfile } from '../model.ts'
import { baltimore311 } from './baltimore-311.ts'

/** Profiles that come with the product, by name. A new one is one new file and one line here. */
export const shippedProfiles: readonly ImportProfile[] = [baltimore311]
