import type { Words } from '../words.ts'

/** Kinds of camera event (视频事件): what an analytics system may say that it saw. Packs hear them by these names. */
export const cameraKinds = ['crowd', 'litter', 'dumping', 'flood', 'manhole', 'hazmat', 'falling-object'] as const

/** One of `cameraKinds`. */
export type CameraKind = (typeof cameraKinds)[number]

/** What a kind is called, and for how many hours after it was seen somebody may still look whether it is true. */
export type CameraKindFacts = { readonly title: Words; readonly hours: number }

/**
 * The kinds. None acts on anybody by itself: each waits for a person, and lapses when nobody has looked in time, for what a
 * camera saw hours ago says nothing of now.
 */
export const cameraKindFacts: Readonly<Record<CameraKind, CameraKindFacts>> = {
  crowd: { title: { zh: '人群聚集', en: 'Crowd' }, hours: 1 },
  litter: { title: { zh: '暴露垃圾', en: 'Exposed rubbish' }, hours: 12 },
  dumping: { title: { zh: '疑似偷倒垃圾', en: 'Suspected dumping' }, hours: 12 },
  flood: { title: { zh: '道路积水', en: 'Water on the road' }, hours: 3 },
  manhole: { title: { zh: '井盖缺失或移位', en: 'Manhole cover missing or moved' }, hours: 6 },
  hazmat: { title: { zh: '危险货物车辆', en: 'Vehicle with dangerous goods' }, hours: 2 },
  'falling-object': { title: { zh: '高空坠物', en: 'Falling object' }, hours: 6 },
}

/** Why an event is held to be wrong (驳回原因). */
export const rejectReasons = {
  nothing: { zh: '画面中没有这种情况', en: 'There is no such thing in the picture' },
  other: { zh: '是另一种情况', en: 'It is something else' },
  known: { zh: '已在处理或属正常作业', en: 'Known already, or ordinary work' },
  unclear: { zh: '画面无法判断', en: 'The picture does not show it' },
} as const satisfies Readonly<Record<string, Words>>

/** One of `rejectReasons`. */
export type RejectReason = keyof typeof rejectReasons
