import type { LayerReader } from '../model.ts'

/**
 * IFC (ISO 16739): spaces, storeys and elements become things with their footprint and height, placed by the latitude and
 * longitude of the site. The model itself is kept whole in the file store.
 */
export const ifc: LayerReader = {
  format: 'ifc',
  title: { zh: 'IFC 建筑模型', en: 'IFC building model' },
  knows: (head) => head.subarray(0, 64).toString('latin1').includes('ISO-10303-21'),
  // Its library takes 80 MB of memory: loaded with the first model.
  open: async (path) => (await import('./ifc-model.ts')).openIfc(path),
}
