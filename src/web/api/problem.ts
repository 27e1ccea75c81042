/** One thing wrong in what was sent: the row or field, what was found, and what would be right, in the person's language. */
export type ProblemFault = {
  readonly row?: number
  readonly field?: string
  readonly found?: string
  readonly detail: string
}

/** The server's answer when it could not do what was asked (RFC 9457 problem details). */
export class ApiProblem extends Error {
  readonly status: number
  /** Stable code such as `case.stale`. */
  readonly code: string
  readonly title: string
  readonly detail: string
  /** What the person can do now. */
  readonly todo: string
  readonly faults: readonly ProblemFault[]
  readonly facts: Readonly<Record<string, unknown>>

  constructor(status: number, body: Partial<ProblemBody>) {
    super(body.title ?? `HTTP ${status}`)
    this.name = 'ApiProblem'
    this.status = status
    this.code = body.code ?? ''
    this.title = body.title ?? ''
    this.detail = body.detail ?? ''
    this.todo = body.todo ?? ''
    this.faults = body.errors ?? []
    this.facts = body.facts ?? {}
  }
}

type ProblemBody = {
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly todo: string
  readonly errors: readonly ProblemFault[]
  readonly facts: Readonly<Record<string, unknown>>
}

/** The request never reached the server, or no answer came back: no signal, server away. Worth trying again later. */
export class NoConnection extends Error {
  constructor(cause: unknown) {
    super('no connection', { cause })
    this.name = 'NoConnection'
  }
}

/** The device has no room left to keep something until there is a signal. */
export class NoRoom extends Error {
  constructor(cause: unknown) {
    super('no room on this device', { cause })
    this.name = 'NoRoom'
  }
}
