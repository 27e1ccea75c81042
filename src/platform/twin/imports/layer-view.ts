import { Type } from 'typebox'

/** An import as the routes tell it, with more beside. */
export const layerView = Type.Object(
  { id: Type.String(), layer: Type.String(), state: Type.String(), fileName: Type.String() },
  { additionalProperties: true },
)
