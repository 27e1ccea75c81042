import { bad } from '../error.ts'
import { kindOf } from '../kinds/kinds.ts'
import type { EntityKind } from '../model.ts'
import { columnsFor } from './columns.ts'
import { backTo, linkIn, resolved } from './links.ts'
import { timesOf } from './observation-times.ts'
import { type Body, isBody, type Known, type Writing } from './writing.ts'

/** @throws StaError 400 for a name that the kind does not have */
export function checkNames(kind: EntityKind, body: Body): void {
  for (const name of Object.keys(body)) {
    if (name.includes('@iot.') || name === 'id' || kind.properties[name] || kind.navigations[name]) continue
    throw bad(`${kind.one} has no property "${name}"`)
  }
}

/** @throws StaError 400 for what is needed and neither said nor known */
export function checkNeeded(kind: EntityKind, body: Body, known: Known): void {
  for (const [name, { isNeeded }] of Object.entries(kind.properties))
    if (isNeeded && (body[name] === undefined || body[name] === null)) throw bad(`${kind.one} lacks "${name}"`)
  for (const [name, { isNeeded, isMany, column }] of Object.entries(kind.navigations))
    if (isNeeded && !isMany && column && known[column] === undefined && body[name] === undefined)
      throw bad(`${kind.one} lacks "${name}"`)
  if (kind.set === 'Observations') checkStream(body, known)
  if (kind.set === 'MultiDatastreams' && known.id === undefined) checkParts(body)
}

function checkStream(body: Body, known: Known): void {
  if (body.result === undefined) throw bad('Observation lacks "result"')
  const streams = ['datastream', 'multi'].filter((column) => known[column] !== undefined).length
  const said = ['Datastream', 'MultiDatastream'].filter((name) => body[name] !== undefined).length
  if (streams + said === 0) throw bad('Observation lacks "Datastream"')
  if (said > 1 || (streams === 1 && said === 1 && isOther(body, known)))
    throw bad('An Observation belongs to a Datastream or to a MultiDatastream, not to both')
}

const isOther = (body: Body, known: Known): boolean =>
  known.datastream !== undefined ? body.MultiDatastream !== undefined : body.Datastream !== undefined

/** Every part of the results of a MultiDatastream has its type, its unit and its property (§8.3). */
function checkParts(body: Body): void {
  const sizes = ['multiObservationDataTypes', 'unitOfMeasurements', 'ObservedProperties'].map((name) => {
    const list = body[name]
    if (!Array.isArray(list) || list.length === 0) throw bad(`MultiDatastream lacks "${name}"`)
    return list.length
  })
  if (new Set(sizes).size > 1)
    throw bad('multiObservationDataTypes, unitOfMeasurements and ObservedProperties must be equally many')
}

/** Checks a document with all inside it before anything is written, so that the first fault is what is told. @throws StaError 400 */
export async function checkDeep(
  writing: Writing,
  kind: EntityKind,
  body: Body,
  known: Known,
  depth = 0,
): Promise<void> {
  if (depth > 8) throw bad('The document is nested too deeply')
  checkNames(kind, body)
  checkNeeded(kind, body, known)
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = body[name]
    if (value !== undefined) columnsFor(name, property, value)
  }
  if (kind.set === 'Observations') timesOf(body, 0)
  for (const [name, navigation] of Object.entries(kind.navigations)) {
    const value = body[name]
    if (value === undefined) continue
    const target = kindOf(navigation.target)
    const list = Array.isArray(value) ? value : [value]
    if (Array.isArray(value) !== navigation.isMany && !(navigation.isMany && isBody(value)))
      throw bad(`${name} must be ${navigation.isMany ? 'a list' : 'one entity'}`)
    for (const one of list) {
      if (!isBody(one)) throw bad(`${name} must hold entities or links`)
      const linked = linkIn(one)
      if (linked !== undefined) await resolved(writing, target, linked)
      // What is inside belongs to what it is inside of: its way back need not be said.
      else await checkDeep(writing, target, one, backTo(kind, target, 0), depth + 1)
    }
  }
}
