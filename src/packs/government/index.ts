import type { Pack } from '../../kernel/pack/index.ts'
import { airEpisode } from './air-episode/index.ts'
import { alarm } from './alarm/index.ts'
import { crowd } from './crowd/index.ts'
import { exposedRubbish } from './exposed-rubbish/index.ts'
import { facade } from './facade/index.ts'
import { gasLeak } from './gas-leak/index.ts'
import { gridCase } from './grid-case/index.ts'
import { hazmatRoute } from './hazmat-route/index.ts'
import { hotline } from './hotline/index.ts'
import { illegalDumping } from './illegal-dumping/index.ts'
import { liftTrapping } from './lift-trapping/index.ts'
import { manholeCover } from './manhole-cover/index.ts'
import { roadFlooding } from './road-flooding/index.ts'
import { streetLight } from './street-light/index.ts'
import { typhoon } from './typhoon/index.ts'

/** The scenarios of government that come with the city: a new one is a folder beside these and a line here. */
export const governmentPacks: readonly Pack[] = [
  hotline,
  alarm,
  roadFlooding,
  manholeCover,
  streetLight,
  illegalDumping,
  exposedRubbish,
  airEpisode,
  gasLeak,
  liftTrapping,
  crowd,
  facade,
  typhoon,
  hazmatRoute,
  gridCase,
]
