import type { Actor } from '../../../kernel/access/index.ts'
import {
  type CodeValues,
  type CodingCatalogue,
  catalogueFaults,
  serialRoom,
  valueFaults,
  writeCodes,
} from '../../../kernel/codes/index.ts'
import type { Db, Tx } from '../../base/index.ts'
import { registryErrors } from '../errors.ts'
import type { AskedCode, IdentifierScheme, ResolvedThing, ThingFinder } from './model.ts'
import type { SchemeParts } from './scheme-parts.ts'
import { identifierSchemes } from './schemes.ts'
import { codesOfThing, findCode, type KeptCode, keepIssue, takeNumbers } from './store.ts'

/** What a code was found to be. */
export type Resolution = {
  readonly scheme: IdentifierScheme
  readonly code: string
  /** What the code says by itself. */
  readonly parts: unknown
  readonly kept: KeptCode | undefined
  readonly thing: ResolvedThing | undefined
}

/** An issue asked for. */
export type IssueOrder = {
  readonly catalogue: string
  readonly values: CodeValues
  readonly count: number
  readonly note?: string
  readonly by: string
}

/** Codes of the city: read, resolved, issued. */
export type Identifiers = {
  readonly schemes: readonly IdentifierScheme[]
  readonly catalogues: readonly CodingCatalogue[]
  /** The codes that were given to a thing. */
  codesOf(thing: string): Promise<readonly KeptCode[]>
  /** A later room offers to know things by their codes. */
  add(finder: ThingFinder): void
  /** @throws registry.noScheme, registry.badCode */
  read(
    scheme: string,
    text: string,
  ): { readonly scheme: IdentifierScheme; readonly code: string; readonly parts: unknown }
  /** @throws registry.noScheme, registry.badCode (malformed), registry.unknownCode (right, but not known here) */
  resolve(scheme: string, text: string, actor: Actor): Promise<Resolution>
  /** @throws registry.noCatalogue, registry.badIssue */
  issue(order: IssueOrder): Promise<{ readonly id: string; readonly first: number; readonly codes: readonly string[] }>
}

/** The most codes of one issue. */
export const mostAtOnce = 500_000

/** @throws Error at start when a catalogue cannot work, or two have one id */
export function makeIdentifiers(parts: SchemeParts): Identifiers {
  const { db, catalogues } = parts
  for (const catalogue of catalogues) {
    const faults = catalogueFaults(catalogue)
    if (faults.length > 0) throw new Error(`Coding catalogue "${catalogue.id}": ${faults.join('; ')}`)
  }
  if (new Set(catalogues.map(({ id }) => id)).size !== catalogues.length)
    throw new Error('Two coding catalogues have one id')
  const schemes = identifierSchemes(parts)
  const finders: ThingFinder[] = []
  const read: Identifiers['read'] = (id, text) => {
    const scheme = schemes.find((each) => each.id === id)
    if (!scheme)
      throw registryErrors.make('registry.noScheme', { scheme: id, schemes: schemes.map((each) => each.id).join(', ') })
    const reading = scheme.read(text)
    if (!reading.ok) {
      const { says, fault, at } = reading
      throw registryErrors.make(
        'registry.badCode',
        { code: text, zh: scheme.title.zh, en: scheme.title.en, why: says.en, whyZh: says.zh, example: scheme.example },
        {
          faults: [{ field: 'code', found: text, says }],
          facts: { fault, ...(at !== undefined && { at }), example: scheme.example },
        },
      )
    }
    return { scheme, code: reading.code, parts: reading.parts }
  }
  return {
    schemes,
    catalogues,
    codesOf: (thing) => codesOfThing(db, thing),
    add: (finder) => finders.push(finder),
    read,
    resolve: async (id, text, actor) => {
      const { scheme, code, parts: said } = read(id, text)
      const kept = await findCode(db, scheme.id, code)
      const asked: AskedCode = { scheme: scheme.id, code, ...(kept?.thing && { thing: kept.thing }) }
      const thing = (await scheme.find?.(asked, actor)) ?? (await firstFound(finders, asked, actor))
      if (!thing && !kept)
        throw registryErrors.make(
          'registry.unknownCode',
          { code, zh: scheme.title.zh, en: scheme.title.en },
          { facts: { scheme: scheme.id, code, parts: said } },
        )
      return { scheme, code, parts: said, kept, thing }
    },
    issue: (order) => issue(db, catalogues, order),
  }
}

async function firstFound(finders: readonly ThingFinder[], asked: AskedCode, actor: Actor) {
  for (const find of finders) {
    const found = await find(asked, actor)
    if (found) return found
  }
  return undefined
}

async function issue(db: Db, catalogues: readonly CodingCatalogue[], order: IssueOrder) {
  const catalogue = catalogues.find(({ id }) => id === order.catalogue)
  if (!catalogue)
    throw registryErrors.make('registry.noCatalogue', {
      id: order.catalogue,
      ids: catalogues.map(({ id }) => id).join(', '),
    })
  const faults = valueFaults(catalogue, order.values)
  if (faults.length > 0) throw registryErrors.make('registry.badIssue', {}, { faults })
  const scope = Object.fromEntries(
    catalogue.segments.flatMap((segment) =>
      'name' in segment ? [[segment.name, order.values[segment.name] ?? '']] : [],
    ),
  )
  const key = Object.values(scope).join('/')
  const take = async (on: Parameters<typeof takeNumbers>[0]) => {
    const last = await takeNumbers(on, catalogue.id, key, order.count)
    if (last > serialRoom(catalogue)) throw registryErrors.make('registry.noRoom', { id: catalogue.id })
    return last - order.count + 1
  }
  // Without gaps the numbers are taken in the transaction that keeps the codes: a second issue waits for it. With gaps
  // they are taken before, and lost if that fails.
  const taken = catalogue.isGapFree ? undefined : await db.tx(take)
  return db.tx(async (tx: Tx) => {
    const first = taken ?? (await take(tx))
    const codes = [...writeCodes(catalogue, scope, first, order.count)]
    const id = await keepIssue(
      tx,
      { catalogue: catalogue.id, scope, first, note: order.note ?? null, madeBy: order.by },
      codes,
    )
    return { id, first, codes }
  })
}
