import type { Sign } from '../../../kernel/signs/index.ts'
import { appearance } from './appearance.ts'
import { energy } from './energy.ts'
import { environment } from './environment.ts'
import { fire } from './fire.ts'
import { gas } from './gas.ts'
import { health } from './health.ts'
import { hotline } from './hotline.ts'
import { networks } from './networks.ts'
import { order } from './order.ts'
import { safety } from './safety.ts'
import { services } from './services.ts'
import { trade } from './trade.ts'
import { traffic } from './traffic.ts'
import { water } from './water.ts'
import { weather } from './weather.ts'

/** The vital signs that a city begins with (城市生命体征), by class. */
export const signs: readonly Sign[] = [
  ...weather,
  ...water,
  ...traffic,
  ...energy,
  ...gas,
  ...environment,
  ...fire,
  ...safety,
  ...order,
  ...health,
  ...hotline,
  ...services,
  ...appearance,
  ...trade,
  ...networks,
]
