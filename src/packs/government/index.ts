import type { Pack } from '../../kernel/pack/index.ts'
import { alarm } from './alarm/index.ts'
import { hotline } from './hotline/index.ts'
import { roadFlooding } from './road-flooding/index.ts'

/** The scenarios of government that come with the city: a new one is a folder beside these and a line here. */
export const governmentPacks: readonly Pack[] = [hotline, alarm, roadFlooding]
