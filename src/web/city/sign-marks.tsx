import { useQuery } from '@tanstack/react-query'
import { Marker } from 'maplibre-gl'
import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { rankOf } from '../../kernel/signs/index.ts'
import { layerQuery } from '../api/registry.ts'
import type { Breach } from '../api/signs.ts'
import { type StateShape, useSay } from '../kit/index.ts'
import { useMapCanvas } from '../kit/map/index.ts'
import { crowded } from './crowded.ts'
import styles from './signs.module.css'
import { standingLook } from './standing.tsx'

/** The shapes of standings as letters, for where a word has no room. */
const shapes: Readonly<Partial<Record<StateShape, string>>> = { sent: '⊙', soon: '◇', urgent: '▲' }

/**
 * Marks districts whose signs left their bounds, at the point where their names stand: the worst standing, and how many; only how
 * many, or nothing, where it would cover a worse one. The list of warnings says the same in words and is what the keyboard reaches.
 */
export function SignMarks({ breaches }: { readonly breaches: readonly Breach[] }): null {
  const say = useSay()
  const go = useNavigate()
  const canvas = useMapCanvas()
  const { data: districts } = useQuery(layerQuery('districts'))
  useEffect(() => {
    if (!canvas || !districts) return
    const found = districts.features.flatMap(({ properties }) => {
      const own = breaches.filter(({ place }) => place === String(properties.code))
      const worst = own.toSorted((a, b) => rankOf(b.level) - rankOf(a.level))[0]
      const centre = properties.centre as [number, number] | undefined // as the registry's layer tells it
      return worst && centre ? [{ own, worst, centre }] : []
    })
    // The worst first: it keeps its words where there is not room for all.
    const ranked = found.toSorted(
      (a, b) => rankOf(b.worst.level) - rankOf(a.worst.level) || b.own.length - a.own.length,
    )
    const marks = ranked.map(({ own, worst, centre }) => {
      const element = document.createElement('div')
      element.className = styles.mark ?? ''
      element.dataset.level = worst.level
      element.ariaHidden = 'true'
      const words = document.createElement('span')
      words.textContent = `${say(standingLook[worst.level].words)} `
      const shape = document.createElement('span')
      shape.textContent = `${shapes[standingLook[worst.level].shape] ?? ''} `
      element.append(words, shape, `${own.length}`)
      element.title = own.map(({ title }) => say(title)).join(say({ zh: '、', en: ', ' }))
      element.addEventListener('click', () => void go(`/city/signs/${worst.sign}?place=${worst.place}`))
      return new Marker({ element, anchor: 'top', offset: [0, 10] }).setLngLat(centre).addTo(canvas.map)
    })
    const makeRoom = () => {
      const elements = marks.map((mark) => mark.getElement())
      for (const element of elements) delete element.dataset.room
      // Shorter where the words have no room; not at all where the short form has none either.
      for (const room of ['little', 'none'])
        crowded(elements.map((element) => element.getBoundingClientRect())).forEach((is, index) => {
          const element = elements[index]
          if (is && element) element.dataset.room = room
        })
    }
    makeRoom()
    canvas.map.on('moveend', makeRoom)
    return () => {
      canvas.map.off('moveend', makeRoom)
      for (const mark of marks) mark.remove()
    }
  }, [canvas, districts, breaches, say, go])
  return null
}
