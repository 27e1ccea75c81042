import { type Actor, decide } from '../../../kernel/access/index.ts'
import type { Base, Config, Query, Tx } from '../../base/index.ts'
import type { ChangedSeries, Observations } from '../observations/index.ts'
import { permissions } from '../permissions.ts'
import { sightOf } from '../sight.ts'
import type { Entities } from '../store/entity-store.ts'
import { StaError } from './error.ts'
import { parseExactly } from './exact.ts'
import { handle } from './handle.ts'
import { messagesFor, type StaMessage } from './messages.ts'
import { noteModels, noteModelsOf, type OfModel, type TaskingModel } from './write/models.ts'
import { noteTask, type TaskNews } from './write/tasks.ts'
import { type StaTold, toldChannel } from './write/writing.ts'

/** First level of the topics of SensorThings (OGC 18-088 §13): the version, as in the addresses. */
export const staTopics = 'v1.1'

/** SensorThings as rooms above the twin use it. */
export type SensorThings = {
  /** Takes an Observation (§13.2) or a Task (17-079r1) that was published to a set of them. @throws StaError when it is not right */
  take(actor: Actor, topic: string, payload: Buffer): Promise<void>
  /** May he subscribe? Messages go to all that subscribed, so to those alone that see everything. */
  mayHear(actor: Actor): Promise<boolean>
  /** Hears what came or changed, in any process of the city; readings of devices as they are at most four times a second. */
  onTold(heard: (told: StaTold) => void): () => void
  /** What is to be published of it, on those of the given topics that it concerns (§13.3). */
  messages(topics: readonly string[], told: StaTold): Promise<readonly StaMessage[]>
  /** Says where clients of MQTT find the city, as addresses for a host name. */
  speaksMqtt(where: (host: string) => readonly string[]): void
  mqttAt(host: string): readonly string[]
  /** Notes what kinds of device can be told to do; capabilities of their things follow. */
  noteModels(on: Query, models: readonly TaskingModel[]): Promise<void>
  /** Notes of which kind things are; in the transaction that makes them. */
  noteModelsOf(on: Query, things: readonly OfModel[]): Promise<void>
  /** Notes what became of a task; in the transaction that knows it. @throws StaError 404 */
  noteTask(tx: Tx, task: number, news: TaskNews): Promise<void>
}

/** Is this a fault of what was sent? It is told to nobody by MQTT; the message is dropped. */
export const isFaultOfSender = (cause: unknown): boolean => cause instanceof StaError

type Parts = { readonly base: Base; readonly entities: Entities; readonly observations: Observations }

/** SensorThings for rooms above. */
export function makeSensorThings({ base, entities, observations }: Parts): SensorThings {
  let where: (host: string) => readonly string[] = () => []
  const root = `${siteOf(base.config)}/sta/${staTopics}`
  return {
    take: async (actor, topic, payload) => {
      if (!decide(actor, permissions.write).allowed) throw new StaError(403, 'This program may not write')
      const url = topic.slice(staTopics.length)
      if (!/\/(?:Observations|Tasks)$/.test(url))
        throw new StaError(405, 'Only Observations and Tasks are created by MQTT')
      const sight = await sightOf(base.db, actor)
      const reading = { on: base.db, sight, root }
      const serving = { reading, parts: { base, entities, observations }, sight, mqtt: [] }
      await handle(serving, { method: 'POST', url, body: readJson(payload) })
    },
    mayHear: async (actor) => decide(actor, permissions.read).allowed && (await sightOf(base.db, actor)).isWhole,
    onTold: (heard) => {
      const offs = [
        base.listener.on(toldChannel, (text) => {
          // Only `tellOf` writes to the channel; '' means that the connection was lost for a while.
          if (text !== '') heard(JSON.parse(text) as StaTold)
        }),
        observations.onChange((changed) => heard(readingsTold(observations, changed))),
      ]
      return () => {
        for (const off of offs) off()
      }
    },
    messages: (topics, told) => messagesFor({ on: base.db, root }, topics, told),
    speaksMqtt: (given) => {
      where = given
    },
    mqttAt: (host) => where(host),
    noteModels,
    noteModelsOf,
    noteTask,
  }
}

/** The address that links in messages begin with: nobody asked for it, so it is the city's own. */
const siteOf = ({ publicUrl, host, port }: Config): string =>
  publicUrl ?? `http://${['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host}:${port}`

function readJson(payload: Buffer): unknown {
  try {
    return parseExactly(payload.toString('utf8'))
  } catch (cause) {
    throw Object.assign(new StaError(400, 'The message is no JSON'), { cause })
  }
}

/** The last readings of devices' series, under the ids that they have as Observations. */
function readingsTold(observations: Observations, { series, length }: ChangedSeries): StaTold {
  const ids: string[] = []
  for (let index = 0; index < length; index += 1) {
    const one = series[index] ?? 0
    ids.push(`${one}-${observations.lastAt(one)}`)
  }
  return { set: 'Observations', ids }
}
