import type { JSX } from 'react'
import { ailmentWords } from '../../kernel/things/index.ts'
import type { DeviceBrief } from '../api/things.ts'
import { StateMark, useSay } from '../kit/index.ts'
import { deviceStates } from './device-words.ts'

/** How a device is, in a word or several: what ails it, or that nothing does; one that takes no part says so instead. */
export function DeviceHealth({ device }: { readonly device: DeviceBrief }): JSX.Element {
  const say = useSay()
  if (device.state !== 'active') {
    const { words, shape, tone } = deviceStates[device.state]
    return (
      <StateMark shape={shape} tone={tone}>
        {say(words)}
      </StateMark>
    )
  }
  if (device.ailments.length === 0)
    return (
      <StateMark shape="done" tone="active">
        {say({ zh: '正常', en: 'Well' })}
      </StateMark>
    )
  return (
    <StateMark shape="urgent" tone="urgent">
      {device.ailments.map((one) => say(ailmentWords[one])).join(say({ zh: '、', en: ', ' }))}
    </StateMark>
  )
}
