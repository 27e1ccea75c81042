import type { GeoJSONSource, LayerSpecification, Map as LibreMap, MapMouseEvent } from 'maplibre-gl'

/** Opens what is clicked; what has gathered is come nearer to. @returns what stops it */
export function followClicks(
  map: LibreMap,
  source: string | undefined,
  layers: readonly LayerSpecification[],
  open: (thing: string) => void,
): () => void {
  const ids = layers.filter(({ type }) => type !== 'heatmap').map((layer) => layer.id)
  const click = async (event: MapMouseEvent): Promise<void> => {
    const [hit] = map.queryRenderedFeatures(event.point, { layers: ids })
    if (!hit) return
    const cluster = hit.properties.cluster_id
    if (cluster === undefined && hit.properties.id !== undefined) return open(String(hit.properties.id))
    // What the server gathered parts two steps nearer; what the map gathered says itself where it parts.
    const own = source === undefined || cluster === undefined ? undefined : map.getSource<GeoJSONSource>(source)
    const zoom = await own?.getClusterExpansionZoom(cluster)
    if (hit.geometry.type !== 'Point') return
    const [lng = 0, lat = 0] = hit.geometry.coordinates
    // Named as the person's own doing: the map then stays where it was brought.
    const { originalEvent } = event
    map.easeTo({ center: [lng, lat], zoom: zoom ?? map.getZoom() + 2, duration: 180 }, { originalEvent })
  }
  const over = (): void => {
    map.getCanvas().style.cursor = 'pointer'
  }
  const out = (): void => {
    map.getCanvas().style.cursor = ''
  }
  const following = ids.flatMap((layer) => [
    map.on('click', layer, click),
    map.on('mouseenter', layer, over),
    map.on('mouseleave', layer, out),
  ])
  return () => {
    for (const one of following) one.unsubscribe()
  }
}
