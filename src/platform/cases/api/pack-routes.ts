import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import type { PackShelf } from '../packs.ts'
import { permissions } from './permissions.ts'
import { anyObject, words } from './schemas.ts'

/** What is installed, and each pack's whole declaration: the screens derive their forms from it. */
export function packRoutes(http: Http, packs: PackShelf): void {
  http.route({
    method: 'GET',
    path: '/api/packs',
    title: { zh: '已安装的场景包', en: 'Packs that are installed' },
    access: permissions.packs,
    response: Type.Array(
      Type.Object({
        name: Type.String(),
        hash: Type.String(),
        title: words,
        about: words,
        area: Type.String(),
        owner: Type.String(),
      }),
    ),
    handle: () =>
      packs.current().map(({ name, hash, title, about, area, owner }) => ({ name, hash, title, about, area, owner })),
  })
  http.route({
    method: 'GET',
    path: '/api/packs/:name',
    title: { zh: '场景包的全部声明', en: 'The declaration of a pack' },
    access: permissions.packs,
    params: Type.Object({ name: Type.String({ maxLength: 64 }) }),
    response: anyObject,
    // A case asks for the content it is pinned to by hash; a new one for the current content by name.
    handle: async ({ params: { name } }) => ({
      ...(/^[0-9a-f]{64}$/.test(name) ? await packs.byHash(name) : packs.get(name)),
    }),
  })
}
