export { LayerImportPage } from './layer-import-page.tsx'
export { LayerImports } from './layer-imports.tsx'
