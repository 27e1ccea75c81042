/** What is wrong with a request, with its status. */
export class StaError extends Error {
  override name = 'StaError'
  readonly status: 400 | 403 | 404 | 405 | 409 | 413 | 424 | 501

  constructor(status: StaError['status'], message: string) {
    super(message)
    this.status = status
  }
}

/** A request that is not right. */
export const bad = (message: string): StaError => new StaError(400, message)
/** A thing that is not there (or not to be seen). */
export const missing = (message: string): StaError => new StaError(404, message)
