import { cameraKindFacts } from '../../kernel/camera/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { CameraEventRow, CameraState, ViewRequestRow } from '../api/camera.ts'
import type { Say, StateShape, StateTone } from '../kit/index.ts'

type Look = { readonly words: Words; readonly shape: StateShape; readonly tone: StateTone }

/** How states of events look. */
export const eventLook: Readonly<Record<CameraState, Look>> = {
  waiting: { words: { zh: '待确认', en: 'To be confirmed' }, shape: 'new', tone: 'soon' },
  confirmed: { words: { zh: '已确认', en: 'Confirmed' }, shape: 'done', tone: 'active' },
  rejected: { words: { zh: '已驳回', en: 'Rejected' }, shape: 'returned', tone: 'plain' },
  expired: { words: { zh: '已过期', en: 'Lapsed' }, shape: 'closed', tone: 'still' },
}

/** How states of requests look. */
export const requestLook: Readonly<Record<ViewRequestRow['state'], Look>> = {
  asked: { words: { zh: '待批准', en: 'Waits for approval' }, shape: 'waiting', tone: 'soon' },
  approved: { words: { zh: '已批准', en: 'Approved' }, shape: 'done', tone: 'active' },
  refused: { words: { zh: '已拒绝', en: 'Refused' }, shape: 'returned', tone: 'urgent' },
  revoked: { words: { zh: '已收回', en: 'Revoked' }, shape: 'returned', tone: 'urgent' },
  withdrawn: { words: { zh: '已撤回', en: 'Taken back' }, shape: 'closed', tone: 'still' },
  lapsed: { words: { zh: '无人答复，已失效', en: 'Nobody answered' }, shape: 'closed', tone: 'still' },
}

/** What the picture is of, for those who do not see it; never more than is known of it. */
export function altOf(say: Say, { kind, address, mask, masked }: CameraEventRow): string {
  const about = {
    kind: say(cameraKindFacts[kind].title),
    place: address ?? say({ zh: '地点见下', en: 'place below' }),
    n: masked,
  }
  return mask === 'whole'
    ? say(
        { zh: '{kind}，{place}。整幅画面已粗化，看不清细节', en: '{kind}, {place}. The whole picture is made coarse' },
        about,
      )
    : say(
        { zh: '{kind}，{place}。画面中 {n} 处已遮蔽', en: '{kind}, {place}. {n} regions of the picture are masked' },
        about,
      )
}
