import type { Json } from '../entity.ts'
import { badData } from '../errors.ts'
import { ngsiNull, type ScopeFragment } from './fragment.ts'
import { readInstant } from './instant.ts'

/** Scopes as a document writes them, each led by `/` (clause 4.18). @throws BadRequestData */
export function scopesOf(value: Json): string[] {
  const all: readonly Json[] = Array.isArray(value) ? value : [value]
  return all.map((one) => {
    if (typeof one !== 'string' || !/^\/?[\p{L}][\p{L}\p{N}_]*(\/[\p{L}][\p{L}\p{N}_]*)*$/u.test(one))
      throw badData(`"${String(one).slice(0, 80)}" is not a scope such as /Shanghai/Huangpu (clause 4.18)`)
    return one.startsWith('/') ? one : `/${one}`
  })
}

type Instance = { readonly [name: string]: Json }

const isInstance = (one: Json): one is Instance => typeof one === 'object' && one !== null && !Array.isArray(one)

function sinceOf(instance: Instance): string | undefined {
  const given = instance.observedAt ?? instance.deletedAt
  if (given === undefined) return undefined
  const since = readInstant(given)
  if (since === undefined)
    throw badData(`scope: ${JSON.stringify(given)} is not an instant such as 2026-11-20T08:00:00Z`)
  return since
}

/**
 * The scopes of an evolution: instances of a Property, each with the instant from which it held (clause 4.5.6), or plain ones, as they were
 * all along. @throws BadRequestData
 */
export function scopesOverTime(value: Json): readonly ScopeFragment[] {
  const all: readonly Json[] = Array.isArray(value) ? value : [value]
  if (!all.some(isInstance)) return all.length === 0 ? [] : [{ scope: scopesOf(value) }]
  return all.map((one) => {
    if (!isInstance(one) || one.value === undefined)
      throw badData('scope of an evolution: instances of a Property, each with its value (clause 4.5.6)')
    // That it went is told by NGSI-LD Null, or by the empty list.
    const isGone = one.value === ngsiNull || (Array.isArray(one.value) && one.value.length === 0)
    const since = sinceOf(one)
    return { scope: isGone ? [] : scopesOf(one.value), ...(since !== undefined && { since }) }
  })
}
