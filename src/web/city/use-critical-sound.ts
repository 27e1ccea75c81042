import { useCallback, useEffect, useRef, useState } from 'react'
import type { Breach } from '../api/signs.ts'

const kept = 'shudu.sound'

/** Two short tones, rising: heard across a room, no longer than half a second. */
function sound(): void {
  const audio = new AudioContext()
  const begins = audio.currentTime
  for (const [at, pitch] of [
    [0, 660],
    [0.22, 880],
  ] as const) {
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(0.0001, begins + at)
    volume.gain.exponentialRampToValueAtTime(0.2, begins + at + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, begins + at + 0.2)
    tone.connect(volume).connect(audio.destination)
    tone.start(begins + at)
    tone.stop(begins + at + 0.22)
  }
  setTimeout(() => void audio.close(), 700)
}

/** Sounds once for every warning that is critical and that nobody saw to; can be switched off. */
export function useCriticalSound(breaches: readonly Breach[] | undefined): readonly [isOn: boolean, turn: () => void] {
  const [isOn, setOn] = useState(() => localStorage.getItem(kept) !== 'off')
  const heard = useRef(new Set<string>())
  useEffect(() => {
    const fresh = (breaches ?? []).filter(
      ({ id, level, seen }) => level === 'critical' && seen === null && !heard.current.has(id),
    )
    for (const { id } of fresh) heard.current.add(id)
    if (isOn && fresh.length > 0) sound()
  }, [breaches, isOn])
  const turn = useCallback(() => {
    setOn((now) => {
      localStorage.setItem(kept, now ? 'off' : 'on')
      return !now
    })
  }, [])
  return [isOn, turn]
}
