import type { Datum } from '../../kernel/place/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { ColumnKind, LayerState, Reference } from '../api/layers.ts'

/** How an import of a layer stands, in words. */
export const layerStates: Readonly<Record<LayerState, Words>> = {
  waiting: { zh: '待确认', en: 'To be confirmed' },
  running: { zh: '正在导入', en: 'Importing' },
  done: { zh: '已完成', en: 'Done' },
  failed: { zh: '中断', en: 'Broken off' },
  cancelled: { zh: '已停止', en: 'Stopped' },
  undoing: { zh: '正在撤销', en: 'Being taken back' },
  undone: { zh: '已撤销', en: 'Taken back' },
}

/** Datums as people choose among them. */
export const datumWords: Readonly<Record<Datum, Words>> = {
  wgs84: { zh: 'WGS 84（GPS）', en: 'WGS 84 (GPS)' },
  cgcs2000: { zh: 'CGCS2000（国家 2000）', en: 'CGCS2000 (national)' },
  gcj02: { zh: 'GCJ-02（高德、腾讯）', en: 'GCJ-02 (Chinese web maps)' },
  bd09: { zh: 'BD-09（百度）', en: 'BD-09 (Baidu)' },
}

/** A reference system in words. */
export function referenceWords(reference: Reference): Words {
  switch (reference.kind) {
    case 'datum':
      return datumWords[reference.datum]
    case 'epsg':
      return { zh: `EPSG:${reference.code}`, en: `EPSG:${reference.code}` }
    case 'wkt': {
      const name = /"([^"]{1,80})"/.exec(reference.text)?.[1] ?? 'WKT'
      return { zh: name, en: name }
    }
  }
}

/** Kinds of value in words. */
export const columnKinds: Readonly<Record<ColumnKind, Words>> = {
  text: { zh: '文字', en: 'Text' },
  number: { zh: '数字', en: 'Number' },
  'yes-no': { zh: '是/否', en: 'Yes or no' },
  instant: { zh: '日期时间', en: 'Date and time' },
}
