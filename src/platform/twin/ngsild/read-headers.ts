import { badData } from '../../../kernel/twin/index.ts'
import { contextRel } from '../contexts/context-link.ts'

/** How answers are written. */
export type Accepted = 'application/json' | 'application/ld+json' | 'application/geo+json'

/** The address of the context that a Link header names. @throws BadRequestData where it names two */
export function linkedContext(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(', ') : (header ?? '')
  const named = new Set<string>()
  for (const [, url, parameters = ''] of text.matchAll(/<([^>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)/g)) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]+))/.exec(parameters)
    if (url !== undefined && (rel?.[1] ?? rel?.[2]) === contextRel) named.add(url)
  }
  if (named.size > 1)
    throw badData('The Link headers name several @contexts: one of them must be meant (JSON-LD 1.1, 6.2)')
  return [...named][0]
}

/** Chooses how to answer (clause 6.3.4): the heaviest that fits, in the order JSON, JSON-LD, GeoJSON. */
export function acceptedOf(header: string | undefined, geo: boolean): Accepted | undefined {
  if (header === undefined || header.trim() === '') return 'application/json'
  const offers: readonly Accepted[] = geo
    ? ['application/json', 'application/ld+json', 'application/geo+json']
    : ['application/json', 'application/ld+json']
  const wanted = header.split(',').map((part) => {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
    const weight = parameters.map((one) => /^\s*q\s*=\s*([\d.]+)\s*$/.exec(one)?.[1]).find((one) => one !== undefined)
    return { range: range.trim(), weight: weight === undefined ? 1 : Number(weight) }
  })
  let best: { readonly offer: Accepted; readonly weight: number } | undefined
  for (const offer of offers) {
    // The most specific range that fits says the weight (RFC 9110 §12.5.1).
    const fits = [offer, 'application/*', '*/*'].map((range) => wanted.find((one) => one.range === range)).find(Boolean)
    if (fits && fits.weight > 0 && (best === undefined || fits.weight > best.weight))
      best = { offer, weight: fits.weight }
  }
  return best?.offer
}
