import { isDegrees, referenceIn } from './crs.ts'
import type { KnownReference, LayerFile } from './model.ts'
import type { LayerSettings } from './store.ts'

/** The reference system: as chosen, as the file says, as its name says; else degrees are taken as WGS 84, and that is said. */
export function settleReference(
  file: LayerFile,
  fileName: string,
  { datum, epsg }: LayerSettings,
): KnownReference & { readonly isSure: boolean } {
  if (epsg !== undefined)
    return { reference: { kind: 'epsg', code: epsg }, why: { zh: '由导入者指定', en: 'as chosen' }, isSure: true }
  const own = file.reference
  // A datum chosen by a person overrules degrees, not a projection: GCJ-02 is often exported as if it were WGS 84.
  if (datum && (!own || isDegrees(own.reference)))
    return { reference: { kind: 'datum', datum }, why: { zh: '由导入者指定', en: 'as chosen' }, isSure: true }
  const byName = referenceIn(fileName)
  const isShifted = byName?.kind === 'datum' && (byName.datum === 'gcj02' || byName.datum === 'bd09')
  if (own && !(isShifted && isDegrees(own.reference))) return { ...own, isSure: true }
  if (byName) return { reference: byName, why: { zh: '文件名', en: 'the name of the file' }, isSure: true }
  return {
    reference: { kind: 'datum', datum: 'wgs84' },
    why: { zh: '文件没有说明，按 WGS 84 处理', en: 'the file does not say: taken as WGS 84' },
    isSure: false,
  }
}
