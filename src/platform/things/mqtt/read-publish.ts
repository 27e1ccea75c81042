import type { IPublishPacket } from 'mqtt-packet'
import type { Message } from './session.ts'

/** A PUBLISH as it was read; `id` is 0 with QoS 0. */
export type Published = Message & { readonly id: number }

/** The common PUBLISH, read in place: QoS 0 or 1 without properties. @returns nothing when it is not one: then the parser reads it */
export function readPlainPublish(frame: Buffer, bodyAt: number, isNew: boolean): Published | undefined {
  const flags = (frame[0] as number) & 15 // a frame is not empty
  const qos = (flags >> 1) & 3
  if (qos > 1 || frame.length < bodyAt + 2) return undefined
  const topicEnd = bodyAt + 2 + frame.readUInt16BE(bodyAt)
  let at = topicEnd + (qos === 0 ? 0 : 2)
  if (topicEnd === bodyAt + 2 || at > frame.length) return undefined
  const id = qos === 0 ? 0 : frame.readUInt16BE(topicEnd)
  if (qos === 1 && id === 0) return undefined
  if (isNew) {
    // The length of properties: none.
    if (frame[at] !== 0) return undefined
    at += 1
  }
  return {
    topic: frame.toString('utf8', bodyAt + 2, topicEnd),
    payload: frame.subarray(at),
    qos: qos as 0 | 1, // checked above
    retain: (flags & 1) === 1,
    properties: undefined,
    id,
  }
}

/** Topics that a client gave numbers (MQTT 5, clause 3.3.2.3.4). */
export class TopicAliases {
  readonly most: number
  readonly #topics = new Map<number, string>()

  constructor(most: number) {
    this.most = most
  }

  /** The PUBLISH with its topic's full name, empty for a number that stands for none. @returns nothing for a number that may not be */
  read(packet: IPublishPacket): Published | undefined {
    const { topicAlias, ...properties } = packet.properties ?? {}
    let { topic } = packet
    if (topicAlias !== undefined) {
      if (topicAlias < 1 || topicAlias > this.most) return undefined
      if (topic) this.#topics.set(topicAlias, topic)
      else topic = this.#topics.get(topicAlias) ?? ''
    }
    const { qos, retain, payload, messageId = 0 } = packet
    return {
      ...{ topic, qos, retain, id: messageId },
      payload: Buffer.isBuffer(payload) ? payload : Buffer.from(payload),
      properties: packet.properties && properties,
    }
  }
}
