import type { DeviceProfile } from '../../../kernel/things/index.ts'
import { airMicro } from './air-micro.ts'
import { airStation } from './air-station.ts'
import { binFill } from './bin-fill.ts'
import { binWeight } from './bin-weight.ts'
import { buildingEnergy } from './building-energy.ts'
import { bus } from './bus.ts'
import { busStopSign } from './bus-stop-sign.ts'
import { callButton } from './call-button.ts'
import { cameraEvent } from './camera-event.ts'
import { chargingPile } from './charging-pile.ts'
import { crowdFlow } from './crowd-flow.ts'
import { door } from './door.ts'
import { gasLeak } from './gas-leak.ts'
import { gasMeter } from './gas-meter.ts'
import { gasPipe } from './gas-pipe.ts'
import { gateway } from './gateway.ts'
import { hazmatVehicle } from './hazmat-vehicle.ts'
import { lift } from './lift.ts'
import { locker } from './locker.ts'
import { manhole } from './manhole.ts'
import { noise } from './noise.ts'
import { parkingBay } from './parking-bay.ts'
import { parkingLot } from './parking-lot.ts'
import { powerMeter } from './power-meter.ts'
import { pump } from './pump.ts'
import { rainGauge } from './rain-gauge.ts'
import { roadFlood } from './road-flood.ts'
import { ship } from './ship.ts'
import { smoke } from './smoke.ts'
import { soil } from './soil.ts'
import { streetLight } from './street-light.ts'
import { tilt } from './tilt.ts'
import { trafficFlow } from './traffic-flow.ts'
import { vibration } from './vibration.ts'
import { waterLevel } from './water-level.ts'
import { waterMeter } from './water-meter.ts'
import { waterQuality } from './water-quality.ts'
import { weatherStation } from './weather-station.ts'

/**
 * Kinds of device of a city. Types are named after the Smart Data Models (smartdatamodels.org, CC BY 4.0; FIWARE Foundation, TM
 * Forum, IUDX and OASC) where one fits; units are common codes of UN/CEFACT Recommendation 20.
 */
export const deviceProfiles: readonly DeviceProfile[] = [
  rainGauge,
  waterLevel,
  roadFlood,
  airStation,
  airMicro,
  noise,
  weatherStation,
  trafficFlow,
  crowdFlow,
  parkingBay,
  parkingLot,
  streetLight,
  manhole,
  binFill,
  binWeight,
  smoke,
  gasLeak,
  door,
  cameraEvent,
  lift,
  chargingPile,
  powerMeter,
  waterMeter,
  gasMeter,
  buildingEnergy,
  tilt,
  vibration,
  soil,
  hazmatVehicle,
  ship,
  bus,
  locker,
  callButton,
  waterQuality,
  pump,
  gasPipe,
  busStopSign,
  gateway,
]
