import type { Precision } from './found-place.ts'

/**
 * Share of held-out addresses of a real, thin list (3,264 in Shanghai, two for a road) that lay within the stated radius,
 * by the way they were found: `bench/geocode.bench.ts`. With a full list they all do. `door`, `crossing` and `committee` were too
 * few there to be measured and are estimates: an address in the list is as right as the list.
 */
const measured: Readonly<Record<Precision, number>> = {
  door: 0.9,
  between: 0.64,
  crossing: 0.6,
  name: 0.33,
  road: 0.66,
  like: 0.63,
  committee: 0.5,
  street: 0.59,
  district: 0.8,
}

/** How far to trust a place found this way, 0 to 1, when it is the only one that the text may mean. */
export const confidenceOf = (precision: Precision): number => measured[precision]
