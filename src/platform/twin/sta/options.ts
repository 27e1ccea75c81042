import { bad, StaError } from './error.ts'
import { type Expression, parseExpression, partsOf } from './filter/parse.ts'
import { kindOf } from './kinds/kinds.ts'
import type { EntityKind } from './model.ts'

/** What to expand, with options of its own. */
export type Expansion = {
  readonly name: string
  readonly options: Options
  /** The options as they were asked, for the link to the next page: `$select=…&$filter=…`. */
  readonly asked: string
}

/** Query options (OGC 18-088 §9.3). */
export type Options = {
  readonly filter?: Expression
  readonly select?: readonly string[]
  readonly expand: readonly Expansion[]
  readonly orderBy: readonly { readonly expression: Expression; readonly isDown: boolean }[]
  readonly top?: number
  readonly skip: number
  readonly count: boolean
  readonly resultFormat?: 'dataArray'
}

/** `+` for a blank, as forms write it, but not before the offset of a time. */
const decoded = (text: string): string => decodeURIComponent(text.replace(/\+(?!\d{2}:\d{2})/g, ' '))

/** The options of an address as they stand behind its `?`. @throws URIError when they are not well encoded */
export function optionsOf(text: string): readonly (readonly [string, string])[] {
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const whole = decoded(part)
      const cut = whole.indexOf('=')
      return cut < 0 ? [whole, ''] : [whole.slice(0, cut), whole.slice(cut + 1)]
    })
}

const none: Options = { expand: [], orderBy: [], skip: 0, count: false }

/** Splits at signs outside brackets and texts. */
export function splitOutside(text: string, sign: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let isText = false
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at]
    if (one === "'") isText = !isText
    if (isText) continue
    if (one === '(') depth += 1
    if (one === ')') depth -= 1
    if (one === sign && depth === 0) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  parts.push(text.slice(from))
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** Reads the options of a request for a kind of entity. @throws StaError 400 for unknown ones and wrong values */
export function readOptions(query: Iterable<readonly [string, string]>, kind: EntityKind): Options {
  let options: Options = none
  for (const [name, value] of query) options = { ...options, ...option(name, value, kind) }
  return options
}

const optionNames = {
  $filter: true,
  $select: true,
  $expand: true,
  $orderby: true,
  $top: true,
  $skip: true,
  $count: true,
  $resultFormat: true,
} as const

/** System query options of OData that SensorThings leaves out: they are not wrong, they are not there (§9.3.1). */
const elsewhere = new Set([
  '$search',
  '$format',
  '$apply',
  '$compute',
  '$levels',
  '$skiptoken',
  '$deltatoken',
  '$index',
  '$id',
])

function option(name: string, value: string, kind: EntityKind): Partial<Options> {
  // OData 4.01 lets clients write options in any case.
  const known = Object.keys(optionNames).find((one) => one.toLowerCase() === name.toLowerCase()) ?? name
  switch (known) {
    case '$filter':
      return { filter: parseExpression(value) }
    case '$select': {
      const select = splitOutside(value, ',')
      if (select.length === 0) throw bad('$select names nothing')
      for (const one of select) {
        const [first = ''] = partsOf(one)
        if (
          first !== 'id' &&
          first !== '@iot.id' &&
          one !== '@iot.selfLink' &&
          first !== '*' &&
          !kind.properties[first] &&
          !kind.navigations[first]
        )
          throw bad(`${kind.one} has no property "${one}" to select`)
      }
      return { select }
    }
    case '$expand':
      return { expand: merged(splitOutside(value, ',').map((one) => expansion(one, kind))) }
    case '$orderby':
      return {
        orderBy: splitOutside(value, ',').map((one) => {
          const match = /^(.*?)(?:\s+(asc|desc))?$/is.exec(one)
          return { expression: parseExpression(match?.[1] ?? one), isDown: match?.[2]?.toLowerCase() === 'desc' }
        }),
      }
    case '$top':
      return { top: whole(name, value) }
    case '$skip':
      return { skip: whole(name, value) }
    case '$count':
      if (value !== 'true' && value !== 'false') throw bad('$count must be true or false')
      return { count: value === 'true' }
    case '$resultFormat':
      if (value !== 'dataArray') throw bad('$resultFormat must be dataArray')
      return { resultFormat: 'dataArray' }
    default:
      if (elsewhere.has(name.toLowerCase())) throw new StaError(501, `The option ${name} is not served`)
      throw bad(`There is no option "${name}"`)
  }
}

function whole(name: string, text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw bad(`${name} must be a whole number, not negative`)
  return Number(text)
}

/** `Nav`, `Nav/Other` or `Nav($filter=…;$expand=…)`. */
function expansion(text: string, kind: EntityKind): Expansion {
  const match = /^([A-Za-z]+)(?:\/(.+)|\((.*)\))?$/s.exec(text)
  const name = match?.[1] ?? ''
  const navigation = kind.navigations[name]
  if (!navigation) throw bad(`${kind.one} has nothing called "${text}" to expand`)
  const target = kindOf(navigation.target)
  if (match?.[2] !== undefined)
    return { name, options: { ...none, expand: [expansion(match[2], target)] }, asked: `$expand=${match[2]}` }
  if (match?.[3] === undefined) return { name, options: none, asked: '' }
  const inner = splitOutside(match[3], ';').map((one): readonly [string, string] => {
    const cut = one.indexOf('=')
    if (cut < 0) throw bad(`"${one}" is no option of $expand`)
    return [one.slice(0, cut), one.slice(cut + 1)]
  })
  const asked = inner.filter(([one]) => !/^\$(?:top|skip)$/i.test(one)).map(([one, value]) => `${one}=${value}`)
  return { name, options: readOptions(inner, target), asked: asked.join('&') }
}

/** The same way expanded twice (`A/B,A/C`) is one. */
function merged(all: readonly Expansion[]): readonly Expansion[] {
  const byName = new Map<string, Expansion>()
  for (const one of all) {
    const before = byName.get(one.name)
    byName.set(
      one.name,
      before
        ? {
            name: one.name,
            options: {
              ...before.options,
              ...one.options,
              expand: merged([...before.options.expand, ...one.options.expand]),
            },
            asked: [before.asked, one.asked].filter((part) => part !== '').join('&'),
          }
        : one,
    )
  }
  return [...byName.values()]
}
