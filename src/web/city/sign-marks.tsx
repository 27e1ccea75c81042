import { useQuery } from '@tanstack/react-query'
import { Marker } from 'maplibre-gl'
import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import { rankOf } from '../../kernel/signs/index.ts'
import { layerQuery } from '../api/registry.ts'
import type { Breach } from '../api/signs.ts'
import { useSay } from '../kit/index.ts'
import { useMapCanvas } from '../kit/map/index.ts'
import styles from './signs.module.css'
import { standingLook } from './standing.tsx'

/**
 * Marks districts whose signs left their bounds, at the point where their names stand: the worst standing, and how many. The list of
 * warnings says the same in words and is what the keyboard reaches.
 */
export function SignMarks({ breaches }: { readonly breaches: readonly Breach[] }): null {
  const say = useSay()
  const go = useNavigate()
  const canvas = useMapCanvas()
  const { data: districts } = useQuery(layerQuery('districts'))
  useEffect(() => {
    if (!canvas || !districts) return
    const marks = districts.features.flatMap(({ properties }) => {
      const own = breaches.filter(({ place }) => place === String(properties.code))
      const worst = own.toSorted((a, b) => rankOf(b.level) - rankOf(a.level))[0]
      const centre = properties.centre as [number, number] | undefined // as the registry's layer tells it
      if (!worst || !centre) return []
      const element = document.createElement('div')
      element.className = styles.mark ?? ''
      element.dataset.level = worst.level
      element.ariaHidden = 'true'
      element.textContent = `${say(standingLook[worst.level].words)} ${own.length}`
      element.title = own.map(({ title }) => say(title)).join(say({ zh: '、', en: ', ' }))
      element.addEventListener('click', () => void go(`/city/signs/${worst.sign}?place=${worst.place}`))
      return [new Marker({ element, anchor: 'top', offset: [0, 10] }).setLngLat(centre).addTo(canvas.map)]
    })
    return () => {
      for (const mark of marks) mark.remove()
    }
  }, [canvas, districts, breaches, say, go])
  return null
}
