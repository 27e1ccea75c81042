import type { Words } from '../words.ts'
import type { Doubt } from './evidence.ts'
import type { MissReason, RoundState } from './rounds.ts'

/** Doubts in words. */
export const doubtWords: Readonly<Record<Doubt, Words>> = {
  clock: { zh: '手机时钟有偏差，已校正', en: 'the phone’s clock was off, corrected' },
  future: { zh: '手机时间晚于服务器', en: 'the phone’s time lies in the future' },
  'no-position': { zh: '没有定位', en: 'no position' },
  coarse: { zh: '定位粗略', en: 'a coarse position' },
  far: { zh: '离点位较远', en: 'far from the stop' },
  'photo-far': { zh: '照片位置不符', en: 'the photo was taken elsewhere' },
  jump: { zh: '位置跳变，来不及走到', en: 'too far from the stop before to have walked' },
}

/** How rounds stand, in words. */
export const roundWords: Readonly<Record<RoundState, Words>> = {
  coming: { zh: '未到时间', en: 'Not yet' },
  now: { zh: '进行中', en: 'Now' },
  walked: { zh: '已走完', en: 'Walked' },
  partly: { zh: '未走完', en: 'Not finished' },
  missed: { zh: '未巡', en: 'Missed' },
}

/** Ownership (权属) of components: what scenario packs know by these names, and the rest. */
export const ownershipWords: Readonly<Record<string, Words>> = {
  drainage: { zh: '排水', en: 'Drainage' },
  water: { zh: '供水', en: 'Water supply' },
  gas: { zh: '燃气', en: 'Gas' },
  power: { zh: '电力', en: 'Power' },
  telecom: { zh: '通信', en: 'Telecoms' },
  lighting: { zh: '路灯', en: 'Street lighting' },
  roads: { zh: '道路', en: 'Roads' },
  sanitation: { zh: '环卫', en: 'Sanitation' },
  greening: { zh: '绿化', en: 'Green space' },
  street: { zh: '街镇', en: 'Street or town' },
  unknown: { zh: '权属不明', en: 'Not known' },
}

/** Reasons why a round was missed or not finished, in words. */
export const missWords: Readonly<Record<MissReason, Words>> = {
  weather: { zh: '恶劣天气', en: 'Bad weather' },
  illness: { zh: '病假、事假', en: 'Illness or leave' },
  emergency: { zh: '应急处置', en: 'Called to an emergency' },
  event: { zh: '活动保障', en: 'Needed at an event' },
  blocked: { zh: '道路不通', en: 'The way was closed' },
  device: { zh: '手机或网络故障', en: 'Phone or network failed' },
  staffing: { zh: '无人可派', en: 'Nobody to send' },
  other: { zh: '其他', en: 'Something else' },
}
