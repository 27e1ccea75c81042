import { hashPlans } from '../../../kernel/response/index.ts'
import { crowd } from './crowd.ts'
import { gasExplosion } from './gas-explosion.ts'
import { rainstorm, typhoon } from './wind-and-rain.ts'

/** The plans (预案) that a city begins with, checked and known by their hashes. */
export const plans = hashPlans([typhoon, rainstorm, gasExplosion, crowd])
