import 'maplibre-gl/dist/maplibre-gl.css'
import { setWorkerUrl } from 'maplibre-gl'
import workerAddress from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

// A bundler cannot find the worker by itself (maplibre-gl 6): it is built as a file of its own and named here, once.
setWorkerUrl(workerAddress)

/** Can this browser draw the map at all? Without WebGL 2 the table stands in its place. */
export function canDrawMap(): boolean {
  const canvas = document.createElement('canvas')
  return canvas.getContext('webgl2') !== null
}
