import type { Connection, PoolClient, Submittable } from 'pg'

/** CopyDone (PostgreSQL manual, "Message Formats"). */
const done = Buffer.from([0x63, 0, 0, 0, 4])

/** What `pg` calls a query that is under way with: its own types name only `submit`. */
type UnderWay = Submittable & {
  callback(): void
  handleError(cause: Error): void
  handleCopyInResponse(): void
  handleCommandComplete(): void
  handleReadyForQuery(): void
}

/**
 * COPY of bytes that are there whole: text, bytes and end go out together, without waiting until the database says that it is ready for
 * them. A busy process would come by that answer only after everything else that waits. When the COPY is refused the database drops the bytes
 * (PostgreSQL manual, "COPY Operations"). Settles when it is kept.
 * @throws the database's errors
 */
export function copyIn(client: PoolClient, text: string, bytes: Buffer): Promise<void> {
  return new Promise((kept, failed) => {
    const query: UnderWay = {
      submit: (connection: Connection) => {
        const { stream } = connection
        const frame = Buffer.allocUnsafe(5)
        frame[0] = 0x64
        frame.writeUInt32BE(bytes.length + 4, 1)
        stream.cork()
        connection.query(text)
        stream.write(frame)
        stream.write(bytes)
        stream.write(done)
        stream.uncork()
      },
      // `pg` puts its time limit here.
      callback: () => undefined,
      handleError: (cause) => {
        query.callback()
        failed(cause)
      },
      handleCopyInResponse: () => undefined,
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => {
        query.callback()
        kept()
      },
    }
    client.query(query)
  })
}
