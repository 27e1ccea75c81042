import type { FastifyRequest } from 'fastify'
import { type Actor, anonymous, type Permission } from '../../../kernel/access/index.ts'
import { type Config, type Finding, isPublicAddress } from '../../base/index.ts'

// What a browser or a proxy adds: behind them stands somebody whom the address does not tell.
const betraying = ['origin', 'sec-fetch-site', 'forwarded', 'x-forwarded-for', 'x-real-ip', 'authorization', 'cookie']

/** A program that may do what a token with scope `twin` may; only where the operator opened the twin. */
const openProgram: Actor = { ...anonymous, id: 'open-twin', kind: 'service', name: 'SHUDU_TWIN_OPEN', scopes: ['twin'] }

/**
 * Who asks, where the twin is open (`SHUDU_TWIN_OPEN`): programs of this machine and its private network that show no credential are
 * let in as `openProgram`; browsers, proxies and addresses of the internet are not.
 */
export function openActor(request: FastifyRequest, actor: Actor): Actor {
  if (actor.kind !== 'anonymous' || betraying.some((name) => request.headers[name] !== undefined)) return actor
  const address = request.socket.remoteAddress ?? ''
  // A test's request without a socket has no address, and is nobody's.
  return address !== '' && !isPublicAddress(address) ? openProgram : actor
}

/** The same permission, which the pipeline gives to anybody; the handler decides anew for whom `openActor` does not know. */
export const forAnyone = (access: Permission): Permission => ({
  ...access,
  grants: [...access.grants, { who: 'anyone', relation: 'any' }],
})

/** What `shudu doctor` says of an open twin. */
export const openFindings = ({ openTwin }: Pick<Config, 'openTwin'>): readonly Finding[] =>
  openTwin
    ? [
        {
          what: { zh: '孪生接口', en: 'Interface of the twin' },
          state: 'ill',
          says: {
            zh: '已开放：内网任何程序无需令牌即可读写（SHUDU_TWIN_OPEN）',
            en: 'open: any program of the private network reads and writes without a token (SHUDU_TWIN_OPEN)',
          },
          todo: {
            zh: '一致性测试结束后请去掉 SHUDU_TWIN_OPEN。',
            en: 'Take SHUDU_TWIN_OPEN away when the conformance run is over.',
          },
        },
      ]
    : []
