import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8 from making objects old from the beginning. It does so where nearly all objects of a place in the code outlive a collection, as
 * those of requests do that wait for one commit together. Each of them, once answered, held everything else of its request until the next
 * whole collection: in two processes of five a request of twenty readings cost a third more time and the heap was three times as large.
 * Which processes it was decided chance, hence the figures that never agreed.
 */
export function keepYoungObjectsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
