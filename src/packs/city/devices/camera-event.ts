import { deviceProfile } from '../../../kernel/things/index.ts'
import { restart } from './usual.ts'

/** Camera event（摄像机事件）。 */
export const cameraEvent = deviceProfile({
  name: 'camera-event',
  title: { zh: '摄像机事件', en: 'Camera event' },
  about: { zh: '视频分析给出的事件，不含图像', en: 'Events of video analysis, without pictures' },
  type: 'Device',
  period: 0,
  silentAfter: 86400,
  measures: {
    event: {
      title: { zh: '事件', en: 'Event' },
      kind: 'choice',
      choices: {
        none: { code: 0, title: { zh: '无', en: 'None' } },
        crowd: { code: 1, title: { zh: '人群聚集', en: 'Crowd' } },
        intrusion: { code: 2, title: { zh: '越界', en: 'Intrusion' } },
        stall: { code: 3, title: { zh: '占道经营', en: 'Street stall' } },
        litter: { code: 4, title: { zh: '垃圾暴露', en: 'Litter' } },
        fire: { code: 5, title: { zh: '烟火', en: 'Fire or smoke' } },
        parking: { code: 6, title: { zh: '违停', en: 'Illegal parking' } },
      },
    },
    confidence: { title: { zh: '置信度', en: 'Confidence' }, kind: 'number', unit: 'P1', range: [0, 100] },
    count: { title: { zh: '目标数', en: 'Targets' }, kind: 'whole', unit: 'C62', range: [0, 10000] },
  },
  commands: {
    restart,
  },
  most: 200,
})
