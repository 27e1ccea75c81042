import type { JSX } from 'react'
import { cameraKindFacts, rejectReasons } from '../../kernel/camera/index.ts'
import type { CameraEventRow } from '../api/camera.ts'
import { Facts, StateMark, sayInstant, sayWhen, useSay } from '../kit/index.ts'
import { eventLook } from './words.ts'

/** What is known of an event. */
export function EventFacts({ event }: { readonly event: CameraEventRow }): JSX.Element {
  const say = useSay()
  const look = eventLook[event.state]
  const point = `${event.lng.toFixed(5)}, ${event.lat.toFixed(5)}`
  const facts: readonly (readonly [string, JSX.Element | string])[] = [
    [
      say({ zh: '状态', en: 'State' }),
      <span key="state">
        <StateMark shape={look.shape} tone={look.tone}>
          {say(look.words)}
        </StateMark>
        {event.state === 'waiting'
          ? ` ${say({ zh: '（{when}前有效）', en: '(lapses {when})' }, { when: sayWhen(say, event.dueAt) })}`
          : ''}
      </span>,
    ],
    [say({ zh: '种类', en: 'Kind' }), say(cameraKindFacts[event.kind].title)],
    [say({ zh: '发现时间', en: 'Seen' }), sayInstant(say, event.seenAt)],
    [say({ zh: '地点', en: 'Place' }), event.address ? `${event.address}（${point}）` : point],
    [say({ zh: '属地', en: 'Office' }), say(event.officeTitle)],
    [say({ zh: '来源', en: 'Source' }), `${event.sourceName} · ${event.camera}`],
    ...(event.confidence === null
      ? []
      : [
          [
            say({ zh: '来源自报把握', en: 'Source’s own confidence' }),
            `${Math.round(event.confidence * 100)}%`,
          ] as const,
        ]),
    ...(event.decidedByName
      ? [
          [
            say({ zh: '处理人', en: 'Decided by' }),
            [
              event.decidedByName,
              event.decidedAt ? sayInstant(say, event.decidedAt) : '',
              event.reason ? say(rejectReasons[event.reason]) : '',
              event.words ?? '',
            ]
              .filter(Boolean)
              .join(' · '),
          ] as const,
        ]
      : []),
    [
      say({ zh: '原图', en: 'Whole picture' }),
      event.destroyedAt
        ? say({ zh: '已于 {when} 销毁', en: 'Destroyed {when}' }, { when: sayInstant(say, event.destroyedAt) })
        : say(
            { zh: '加密保存，{when} 销毁', en: 'Sealed; to be destroyed {when}' },
            { when: sayInstant(say, event.destroyAt) },
          ),
    ],
  ]
  return <Facts facts={facts.map(([name, value]) => [name, value])} />
}
