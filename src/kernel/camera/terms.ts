import type { Words } from '../words.ts'

/** How long something of camera events is kept or holds; each is set by the city within bounds. */
export type CameraTerm = 'provedDays' | 'rejectedDays' | 'unprovedDays' | 'maskedDays' | 'viewMinutes' | 'requestHours'

/** One of them: what it is, why it is bounded so, and what holds where the city has said nothing. */
export type CameraTermFacts = {
  readonly title: Words
  readonly why: Words
  readonly unit: 'days' | 'hours' | 'minutes'
  readonly least: number
  readonly most: number
  readonly usual: number
}

const shortest: Words = {
  zh: '《个人信息保护法》第十九条：保存期限应当为实现处理目的所必要的最短时间；上下限由本系统设定。',
  en: 'PIPL article 19: kept for the shortest time that the purpose needs; the bounds are this system’s.',
}

/** Every term. The bounds are this system's choice; the law names no figure for them. */
export const cameraTerms: Readonly<Record<CameraTerm, CameraTermFacts>> = {
  provedDays: {
    title: { zh: '属实事件的原图，自确认起', en: 'Whole picture of what was true, from its confirmation' },
    ...{ why: shortest, unit: 'days', least: 1, most: 90, usual: 30 },
  },
  rejectedDays: {
    title: { zh: '驳回事件的原图，自驳回起', en: 'Whole picture of what was rejected, from then' },
    ...{ why: shortest, unit: 'days', least: 0, most: 14, usual: 3 },
  },
  unprovedDays: {
    title: { zh: '无人处理事件的原图，自失效起', en: 'Whole picture of what nobody decided, from when it lapsed' },
    ...{ why: shortest, unit: 'days', least: 0, most: 14, usual: 3 },
  },
  maskedDays: {
    title: { zh: '未成事项的遮蔽图，自驳回或失效起', en: 'Masked picture of what became no case' },
    ...{ why: shortest, unit: 'days', least: 1, most: 90, usual: 30 },
  },
  viewMinutes: {
    title: { zh: '批准后可查看原图', en: 'A full view, from its approval' },
    why: {
      zh: '《个人信息保护法》第五十一条：合理确定处理的操作权限；批准只为一次核对，不宜长于半天。',
      en: 'PIPL article 51: rights to handle are set reasonably; an approval is for one look, not for a shift.',
    },
    ...{ unit: 'minutes', least: 5, most: 240, usual: 30 },
  },
  requestHours: {
    title: { zh: '无人答复的原图申请失效', en: 'A request that nobody answers lapses' },
    why: {
      zh: '《个人信息保护法》第五十一条：合理确定处理的操作权限；目的可能已不存在。',
      en: 'PIPL article 51: rights to handle are set reasonably; the purpose may be gone by then.',
    },
    ...{ unit: 'hours', least: 1, most: 72, usual: 24 },
  },
}

/** What holds in a city now. */
export type CameraTermValues = Readonly<Record<CameraTerm, number>>

/** What holds where a city has said nothing. */
export const usualCameraTerms: CameraTermValues = {
  ...{ provedDays: cameraTerms.provedDays.usual, rejectedDays: cameraTerms.rejectedDays.usual },
  ...{ unprovedDays: cameraTerms.unprovedDays.usual, maskedDays: cameraTerms.maskedDays.usual },
  ...{ viewMinutes: cameraTerms.viewMinutes.usual, requestHours: cameraTerms.requestHours.usual },
}

/** Whole and within the bounds. */
export const isCameraTerm = (term: CameraTerm, value: number): boolean =>
  Number.isInteger(value) && value >= cameraTerms[term].least && value <= cameraTerms[term].most
