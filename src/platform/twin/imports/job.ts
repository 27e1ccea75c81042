import { Type } from 'typebox'
import { type Job, job } from '../../base/index.ts'
import type { LayerImports } from './layer-imports.ts'

/** Name of the job that takes files in. */
export const layerJobName = 'twin.importLayer'

/** Takes a file in, in the background; after a crash it goes on where it stood. */
export const layerJob = (imports: LayerImports): Job =>
  job({
    name: layerJobName,
    payload: Type.Object({ id: Type.String() }),
    run: async ({ id }, { signal }) => {
      await imports.run(id, undefined, signal)
    },
  })

/** Name of the job that takes an import back. */
export const layerUndoJobName = 'twin.undoLayer'

/** Takes an import back, in the background; after a crash it goes on. */
export const layerUndoJob = (imports: LayerImports): Job =>
  job({
    name: layerUndoJobName,
    payload: Type.Object({ id: Type.String() }),
    run: async ({ id }, { signal }) => {
      await imports.undo(id, signal)
    },
  })
