import type { IncomingHttpHeaders } from 'node:http'
import type { Entity, Json, QueryTree, ScopeSelection, TypeSelection } from '../../../kernel/twin/index.ts'
import type { OutsideAnswer } from '../../base/index.ts'
import type { Context } from '../contexts/contexts.ts'
import type { GeoQuestion } from '../query/geo-sql.ts'
import type { SourceTime } from './match-source.ts'
import type { Source } from './registration.ts'

/** Whose matter it is: what a request is about, as far as it says. */
export type Matter = {
  readonly ids?: readonly string[]
  readonly types?: TypeSelection
  readonly names?: readonly string[]
  /** Which ids, where none are named. */
  readonly idPattern?: string
  /** Where things are, and in which scopes. */
  readonly geo?: GeoQuestion
  readonly scopes?: ScopeSelection
  readonly datasets?: ReadonlySet<string>
  /** What its source is like. */
  readonly csf?: QueryTree
  /** Of evolutions: which stretch of time. */
  readonly time?: SourceTime
}

/** What a source answers for of a request: ids, types and attributes, as far as its registration says. */
export type Limits = {
  readonly ids?: ReadonlySet<string>
  readonly types?: ReadonlySet<string>
  readonly names?: ReadonlySet<string>
  /** May it know this entity? */
  knows(id: string): boolean
}

/** A source that a request concerns, and with which attributes (all when absent). */
export type Concerned = {
  readonly id: string
  readonly source: Source
  readonly names?: ReadonlySet<string>
  /** What it answers for of the request. */
  readonly limits: Limits
}

/** A source that a request concerns, and whether it takes such requests. */
export type Matching = Concerned & { readonly isWilling: boolean }

/** Who asks, as it is passed on. */
export type Passing = {
  readonly tenant: string
  readonly context: Context
  readonly via: readonly string[]
  /** Headers of the request that set it off. */
  readonly headers?: IncomingHttpHeaders
  /** Hears what went wrong at sources while they were read. */
  warn?(text: string): void
}

/** A request passed on. */
export type Passed = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: Json
  /** Does the body carry its own `@context`? */
  readonly isLinked?: boolean
}

/** What came back, or why nothing did. */
export type Reply = { readonly concerned: Concerned; readonly answer?: OutsideAnswer; readonly fault?: string }

/** An entity of another source. */
export type Gathered = { readonly from: Concerned; readonly entity: Entity }
