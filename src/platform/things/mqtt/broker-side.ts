import type { IConnectPacket } from 'mqtt-packet'
import type { Message, Session } from './session.ts'
import type { Subscription } from './subscriptions.ts'

/** Who a connection belongs to, and what it may. */
export type Principal = {
  readonly name: string
  mayPublish(topic: string): boolean
  maySubscribe(filter: string): boolean
  /** Milliseconds to wait before more is read from it, 0 for none: called with each chunk's number of messages. */
  pace(messages: number): number
}

/** What a subscription asks for, without who asks. */
export type Wanted = Omit<Subscription<Session>, 'session'>

/** What a connection (`C`) leaves to the broker. */
export type BrokerSide<C> = {
  /** Nothing more should be read for now. */
  readonly isFull: boolean
  waitForRoom(connection: C): void
  /** Finds out who it is, gives it its session, and accepts or refuses it. */
  admit(connection: C, packet: IConnectPacket): Promise<void>
  failed(connection: C, cause: unknown): void
  incoming(connection: C, message: Message, id: number): void
  subscribe(connection: C, wanted: Wanted, retainHandling: number): void
  subscribed(connection: C): void
  unsubscribe(connection: C, filter: string, group: string | undefined): boolean
  left(connection: C): void
}
