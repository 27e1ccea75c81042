import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { CityError } from '../../../kernel/errors/index.ts'
import type { Http, Outside } from '../../base/index.ts'
import { permissions } from '../permissions.ts'
import { layerErrors } from './errors.ts'
import type { LayerImports } from './layer-imports.ts'
import { layerView } from './layer-view.ts'
import { tiles3d } from './readers/tiles3d.ts'

const mostBytes = 64 * 2 ** 20

/** `POST /api/twin/imports/link`: a tile set is looked at where it is served; its tiles stay there. */
export function layerLinkRoute(http: Http, outside: Outside, imports: LayerImports): void {
  http.route({
    method: 'POST',
    path: '/api/twin/imports/link',
    title: { zh: '按链接导入 3D Tiles', en: 'Import 3D Tiles by link' },
    access: permissions.import,
    status: 201,
    body: Type.Object({
      layer: Type.String({ minLength: 1, maxLength: 60 }),
      // What is no address is refused by `outside.check`, in words.
      link: Type.String({ minLength: 1, maxLength: 1000 }),
    }),
    response: layerView,
    handle: async ({ body: { layer, link }, actor, audit }) => {
      const tileset = await tilesetAt(outside, link)
      const made = await imports.receive({
        layer,
        fileName: new URL(link).pathname.split('/').at(-1) || 'tileset.json',
        content: Readable.from([Buffer.from(tileset)]),
        by: actor.id,
        settings: { link },
      })
      audit({ resource: `layer-import:${made.id}`, facts: { layer, format: made.format, link } })
      return { ...made }
    },
  })
}

/** The root of a tile set. @throws twin.address, layer.noTileset */
async function tilesetAt(outside: Outside, link: string): Promise<string> {
  const { host } = outside.check(link)
  const wrong = (zh: string, en: string, cause?: unknown): Error =>
    layerErrors.make('layer.noTileset', { host, zh, en }, { ...(cause !== undefined && { cause }) })
  const { status, body } = await outside
    .call({ method: 'GET', url: link, headers: { accept: 'application/json' }, mostBytes })
    .catch((cause: unknown) => {
      // A refused address says why by itself; anything else did not get through.
      throw cause instanceof CityError ? cause : wrong('连不上', 'it cannot be reached', cause)
    })
  if (status !== 200) throw wrong(`回答 ${status}`, `it answers ${status}`)
  if (!tiles3d.knows(Buffer.from(body.slice(0, 4_096)), undefined))
    throw wrong('内容不是 tileset.json', 'it is no tileset.json')
  return body
}
