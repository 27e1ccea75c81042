import type { Pack, Signal } from '../../kernel/pack/index.ts'
import * as airEpisode from './air-episode/index.ts'
import * as crowd from './crowd/index.ts'
import * as exposedRubbish from './exposed-rubbish/index.ts'
import * as facade from './facade/index.ts'
import * as gasLeak from './gas-leak/index.ts'
import * as hazmatRoute from './hazmat-route/index.ts'
import * as illegalDumping from './illegal-dumping/index.ts'
import * as liftTrapping from './lift-trapping/index.ts'
import * as manholeCover from './manhole-cover/index.ts'
import * as roadFlooding from './road-flooding/index.ts'
import * as streetLight from './street-light/index.ts'
import * as typhoon from './typhoon/index.ts'

/** Each scenario with what might be told of it, for the demonstration city. */
export const scenarioSamples: readonly { readonly pack: Pack; readonly signals: readonly Signal[] }[] = [
  { pack: roadFlooding.roadFlooding, signals: roadFlooding.samples },
  { pack: manholeCover.manholeCover, signals: manholeCover.samples },
  { pack: streetLight.streetLight, signals: streetLight.samples },
  { pack: illegalDumping.illegalDumping, signals: illegalDumping.samples },
  { pack: exposedRubbish.exposedRubbish, signals: exposedRubbish.samples },
  { pack: airEpisode.airEpisode, signals: airEpisode.samples },
  { pack: gasLeak.gasLeak, signals: gasLeak.samples },
  { pack: liftTrapping.liftTrapping, signals: liftTrapping.samples },
  { pack: crowd.crowd, signals: crowd.samples },
  { pack: facade.facade, signals: facade.samples },
  { pack: typhoon.typhoon, signals: typhoon.samples },
  { pack: hazmatRoute.hazmatRoute, signals: hazmatRoute.samples },
]
