import { useEffect, useState } from 'react'
import { inOrder } from './outbox.ts'
import { type Outgoing, onChanged } from './store.ts'
import { queued } from './sync.ts'

/** What waits on this device for the person, oldest first; follows every change in any tab. */
export function useOutbox(person: string): readonly Outgoing[] {
  const [entries, setEntries] = useState<readonly Outgoing[]>([])
  useEffect(() => {
    let here = true
    const read = (): void => {
      queued().then(
        (found) => here && setEntries(inOrder(found.filter((entry) => entry.person === person))),
        () => here && setEntries([]), // without IndexedDB nothing can wait
      )
    }
    read()
    const stop = onChanged(read)
    return () => {
      here = false
      stop()
    }
  }, [person])
  return entries
}
