import type { Actor } from '../../../kernel/access/index.ts'
import type { Base } from '../../base/index.ts'
import { isFaultOfSender, type SensorThings, staTopics } from '../../twin/index.ts'
import type { Acknowledge, Broker, Message } from '../mqtt/index.ts'
import type { Speaker } from './principals.ts'

/** OGC SensorThings by MQTT (18-088 §13): programs publish Observations, and hear of what comes and changes. */
export type SensorThingsLine = {
  /** @returns true when the message is one of SensorThings: then it is for the city alone */
  take(speaker: Speaker, message: Message, to: Acknowledge, id: number): boolean
  /** Begins to tell subscribers. @returns how to stop, once what was heard is told */
  tell(broker: Broker<Speaker>): () => Promise<void>
}

/** Joins the broker to SensorThings. */
export function sensorThingsLine({ log }: Pick<Base, 'log'>, sensorThings: SensorThings): SensorThingsLine {
  const keep = async (actor: Actor, { topic, payload }: Message): Promise<void> => {
    try {
      await sensorThings.take(actor, topic, payload)
    } catch (cause) {
      // MQTT has no answer for it: a message that is wrong would only come again.
      if (!isFaultOfSender(cause)) throw cause
      log.warn('a message of SensorThings was refused', { topic, program: actor.id, cause })
    }
  }
  return {
    take: ({ actor }, message, to, id) => {
      if (actor === undefined || !message.topic.startsWith(`${staTopics}/`)) return false
      keep(actor, message).then(
        () => (message.qos > 0 ? to.acknowledge(id) : undefined),
        (cause: unknown) => to.failed(cause),
      )
      return true
    },
    tell: (broker) => {
      // One after the other: what came first is told first.
      let told = Promise.resolve()
      const stop = sensorThings.onTold((news) => {
        const topics = broker.wanted(staTopics)
        if (topics.length === 0) return
        told = told
          .then(async () => {
            for (const { topic, payload } of await sensorThings.messages(topics, news))
              broker.publishTo({ topic, payload: Buffer.from(payload), qos: 1, retain: false })
          })
          .catch((cause: unknown) => log.warn('subscribers of SensorThings were not told', { cause }))
      })
      return async () => {
        stop()
        await told
      }
    },
  }
}
