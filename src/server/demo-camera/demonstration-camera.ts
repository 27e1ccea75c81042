import { cityOffice } from '../../packs/city/shanghai/index.ts'
import type { Base, Room } from '../../platform/base/index.ts'
import type { Camera } from '../../platform/camera/index.ts'
import { MqttClient, type Things } from '../../platform/things/index.ts'
import { demoKey, dueBetween, isFresh, messageFor } from './saying.ts'

type Parts = { readonly base: Base; readonly things: Things; readonly camera: Camera }

/** The analytics system of the demonstration: its name as a source, and as the device by which it speaks MQTT. */
const id = 'demo-analytics'
/** At the start it tells of the last so many hours. */
const pastHours = 4

/**
 * The demonstration's analytics system (视频分析): registered as any other, with a key of its own; it draws pictures, signs what it
 * believes to see, and sends it over MQTT like any device. Everything of it is marked 演示数据. The start does not wait for it.
 */
export function demonstrationCamera({ base, things, camera }: Parts): Room {
  let timer: NodeJS.Timeout | undefined
  let client: MqttClient | undefined
  let isStopped = false
  let begun: Promise<void> | undefined
  let telling: Promise<void> = Promise.resolve()
  const key = demoKey(base.secret('demonstration camera'))
  const secret = base.secret(`demo-device ${id}`).toString('base64url')

  async function register(): Promise<void> {
    const title = { zh: '演示视频分析系统', en: 'Analytics of the demonstration' }
    if (!(await camera.hasSource(id)))
      await camera.register(
        {
          id,
          name: title.zh,
          office: cityOffice,
          path: `/${cityOffice}`,
          note: '',
          publicKey: key.publicKey,
          isDemo: true,
        },
        'demonstration',
      )
    if (things.fleet.find(id) === undefined)
      await things.enrol([{ id, profile: 'camera-event', title, secret, isDemo: true }], 'demonstration')
  }

  async function begin(): Promise<void> {
    await register()
    const { mqttUrl, host } = base.config
    const port = things.door()?.port
    if (isStopped || (mqttUrl === undefined && port === undefined)) return
    const at = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
    const url = new URL(mqttUrl ?? `mqtt://${at}:${port}`)
    if (url.username === '') [url.username, url.password] = [id, secret]
    const speaker = new MqttClient({ url: url.href, clientId: id })
    client = speaker
    let told = base.now() - pastHours * 3_600_000
    const tell = async () => {
      const now = base.now()
      for (const due of dueBetween(told, now)) {
        if (isStopped) return
        // One after the other, each when the last one was taken: a start has other things to do.
        if (isFresh(due, now)) await speaker.publish(`things/${id}/signed`, await messageFor(due, id, key, base.now()))
        told = due.at
      }
    }
    const round = () => {
      telling = telling.then(tell).catch((cause: unknown) => {
        if (!isStopped) base.log.warn('the analytics of the demonstration could not tell', { cause })
      })
    }
    round()
    timer = setInterval(round, 60_000)
  }

  return {
    name: 'demonstration-camera',
    start: () => {
      if (!base.config.roles.has('api')) return
      begun = begin().catch((cause: unknown) => {
        if (!isStopped) base.log.error('the analytics of the demonstration could not begin', { cause })
      })
    },
    stop: async () => {
      isStopped = true
      clearInterval(timer)
      await begun
      await client?.stop()
    },
  }
}
