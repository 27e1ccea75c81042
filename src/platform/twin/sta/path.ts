import { bad, missing } from './error.ts'
import { partsOf } from './filter/parse.ts'
import { findKind, kindOf } from './kinds/kinds.ts'
import type { EntityKind, Navigation } from './model.ts'

/** One step of an address. */
export type Step = {
  readonly kind: EntityKind
  readonly navigation?: Navigation
  readonly name: string
  readonly id?: string
}

/** An address of SensorThings taken apart (OGC 18-088 §9.2). */
export type Address = {
  readonly steps: readonly Step[]
  /** A property of the last entity, perhaps a part of it, and the name that its value is answered under. */
  readonly property?: readonly string[]
  readonly propertyName?: string
  readonly isValue: boolean
  readonly isRef: boolean
}

const idIn = (text: string): string => {
  const quoted = /^'(.*)'$/s.exec(text)
  return quoted ? (quoted[1] ?? '').replaceAll("''", "'") : text
}

/** Reads an address below the root, without query. @throws StaError 400, 404 */
export function readAddress(path: string): Address {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent)
  const steps: Step[] = []
  let property: string[] | undefined
  let propertyName: string | undefined
  let [isValue, isRef] = [false, false]
  for (const [index, part] of parts.entries()) {
    if (part === '$value' && property) isValue = true
    else if (part === '$ref' && index === parts.length - 1) isRef = true
    else if (property) {
      property.push(...partsOf(part))
      propertyName = part
    } else {
      const match = /^([A-Za-z]+)(?:\((.*)\))?$/s.exec(part)
      const name = match?.[1] ?? part
      const id = match?.[2] === undefined ? undefined : idIn(match[2])
      const step = nextStep(steps, name, id)
      if (step) steps.push(step)
      else {
        const last = steps.at(-1)
        const [first = '', ...inside] = partsOf(part)
        if (
          !last ||
          id !== undefined ||
          !isEntity(last) ||
          (!last.kind.properties[first] && first !== 'id' && first !== '@iot.id')
        )
          throw missing(`There is nothing at ${path}`)
        property = [first, ...inside]
        propertyName = part
      }
    }
  }
  if (steps.length === 0) throw bad('The address names no set')
  return { steps, ...(property && { property, propertyName: propertyName ?? '' }), isValue, isRef }
}

/** Does a step stand for one entity? */
export const isEntity = ({ id, navigation }: Step): boolean =>
  id !== undefined || (navigation !== undefined && !navigation.isMany)

function nextStep(steps: readonly Step[], name: string, id: string | undefined): Step | undefined {
  const before = steps.at(-1)
  if (!before) {
    const kind = findKind(name)
    if (!kind) throw missing(`There is no set "${name}"`)
    return { kind, name, ...(id !== undefined && { id }) }
  }
  const navigation = before.kind.navigations[name]
  if (!navigation) return undefined
  if (!isEntity(before)) throw missing(`${before.name} is a set: name one of it by its id first`)
  if (id !== undefined && !navigation.isMany) throw missing(`${name} is one entity: it takes no id`)
  return { kind: kindOf(navigation.target), navigation, name, ...(id !== undefined && { id }) }
}
