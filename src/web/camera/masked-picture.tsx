import type { JSX } from 'react'
import { type CameraEventRow, maskedAddress } from '../api/camera.ts'
import { DemoMark, useSay } from '../kit/index.ts'
import styles from './camera.module.css'
import { altOf } from './words.ts'

/** The masked picture, and what was done to it: nobody takes a masked face for a picture without one. */
export function MaskedPicture({ event }: { readonly event: CameraEventRow }): JSX.Element {
  const say = useSay()
  const how =
    event.mask === 'whole'
      ? say({
          zh: '来源没有标出人脸和号牌的位置，整幅画面已粗化。需要看清时请申请查看原图。',
          en: 'The source named no faces or plates, so the whole picture is made coarse. Ask for a full view if you must see it.',
        })
      : say(
          {
            zh: '按来源标出的位置遮蔽了 {n} 处人脸、号牌等；本系统不作人脸识别，来源漏标的不会被遮蔽。',
            en: '{n} regions that the source named (faces, plates) are masked. Nothing here looks for faces: what the source missed is not masked.',
          },
          { n: event.masked },
        )
  return (
    <figure className={styles.picture}>
      {event.hasPicture ? (
        <img
          src={maskedAddress(event.id, 'display')}
          alt={altOf(say, event)}
          width={event.width}
          height={event.height}
        />
      ) : (
        <div className={styles.none}>
          {say({ zh: '图片已按期限删除', en: 'The picture was removed when its time was over' })}
        </div>
      )}
      <figcaption>
        {event.isDemo ? <DemoMark /> : null} {how}
      </figcaption>
    </figure>
  )
}
