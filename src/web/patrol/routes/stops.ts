import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Component, Stop } from '../../api/patrol.ts'

/** A stop at a component: whether it is well. */
export const stopOf = ({ code, title, lng, lat, kind }: Component): Stop => ({
  ...{ id: code, title, lng, lat, component: code },
  checks: [{ id: 'well', title: '完好、无缺损', titleEn: 'Whole, nothing missing', kind }],
})

/** What one looks at where no component stands. */
const streetChecks: Stop['checks'] = [
  { id: 'rubbish', title: '地面无暴露垃圾', titleEn: 'No rubbish lies about', kind: 'event:0102' },
  { id: 'things', title: '无占道堆物', titleEn: 'Nothing is piled on the road', kind: 'event:0107' },
]

/** A stop at a place of the street; `many` stops are there already. */
export const stopAt = ([lng, lat]: readonly [number, number], many: number): Stop => ({
  ...{ id: uuidv7(), title: `点位 ${many + 1}`, titleEn: `Stop ${many + 1}` },
  ...{ lng: Math.round(lng * 1e6) / 1e6, lat: Math.round(lat * 1e6) / 1e6, checks: streetChecks },
})
