/** A request below the root of the service. */
export type StaRequest = {
  readonly method: string /** Path and query below the root. */
  readonly url: string
  readonly body?: unknown
  /** Is the body a JSON Patch? */
  readonly isPatch?: boolean
}
/** Its answer; a text is sent as it is. */
export type StaAnswer = {
  readonly status: number
  readonly body?: unknown
  readonly location?: string
  readonly isText?: boolean
}
