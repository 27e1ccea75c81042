import type { Words } from '../words.ts'

/** An office at the time of an event: its id and its path in the tree then. */
export type OfficeRef = { readonly office: string; readonly path: string }

/** A crew (班组) that goes to a task: its id, its office, its name, the person who leads it. */
export type CrewRef = OfficeRef & { readonly id: string; readonly title: Words; readonly lead: string }

/** Through which door a case came in. */
export type Channel =
  | 'portal'
  | 'phone'
  | 'file'
  | 'open311'
  | 'api'
  | 'patrol'
  | 'device'
  | 'camera'
  | 'sign'
  | 'other-city'

/** Where it came from: channel, the outside system's own number, the file and row. */
export type Origin = {
  readonly channel: Channel
  readonly system?: string
  readonly external?: string
  readonly import?: string
  readonly row?: number
  /** Generated for the demonstration city; every screen marks it 演示数据. */
  readonly demo?: true
}
