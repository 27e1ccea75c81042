import type { Role } from '../../../kernel/access/index.ts'
import { type Random, randomOf, seeded, uuidv7At } from '../../../kernel/codes/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { ProfileOffice } from './offices.ts'

/** A person of the demonstration city, invented. The same id at every load. */
export type ProfileActor = {
  readonly id: string
  readonly kind: 'resident' | 'official'
  readonly name: string
  readonly login?: string
  readonly locale?: 'zh' | 'en'
  readonly personal?: { readonly phone?: string }
  readonly posts?: readonly { readonly office: string; readonly role: Role }[]
  readonly showcase?: { readonly place: number; readonly note: Words }
}

/** Everybody was made at this moment; ids follow from the seed. */
const madeAt = Date.UTC(2026, 0, 1)

const idOf = (name: string): string => uuidv7At(madeAt, seeded(`person/${name}`))

type Shown = readonly [login: string, name: string, zh: string, en: string, posts: readonly (readonly [Role, string])[]]

/** Those who stand on the demonstration sign-in page, one for each role, all around one street of Huangpu. */
const shown: readonly Shown[] = [
  ['wangfang', '王芳', '市民', 'Citizen', []],
  ['zhangwei', '张伟', '市民，邻居', 'Citizen, neighbour', []],
  ['emma', 'Emma Brown', '外籍居民', 'Foreign resident', []],
  ['chenjing', '陈静', '热线话务员', 'Hotline operator', [['operator', 'sh-hotline']]],
  ['sunli', '孙丽', '热线分拣员', 'Hotline sorter', [['sorter', 'sh-hotline']]],
  ['zhouming', '周明', '市级派单员', 'City dispatcher', [['dispatcher', 'sh']]],
  ['wulei', '吴磊', '黄浦区派单员', 'Dispatcher of Huangpu', [['dispatcher', '310101']]],
  ['zhengjie', '郑洁', '南京东路街道派单员', 'Dispatcher of a street', [['dispatcher', '310101002']]],
  ['fengtao', '冯涛', '街道承办人', 'Clerk of a street', [['clerk', '310101002']]],
  ['xujing', '徐静', '区建管委承办人', 'Clerk of a district bureau', [['clerk', '310101-construction']]],
  ['heqiang', '何强', '网格员', 'Grid member', [['grid-member', '310101002-g1']]],
  ['linna', '林娜', '居委会社工', 'Community worker', [['grid-member', '310101002001']]],
  ['guoyong', '郭勇', '市级督办员', 'City supervisor', [['supervisor', 'sh']]],
  ['tangmin', '唐敏', '黄浦区督办员', 'Supervisor of Huangpu', [['supervisor', '310101']]],
  ['luoping', '罗平', '值班长', 'Duty officer', [['duty-officer', 'sh']]],
  ['songyu', '宋宇', '数据专员', 'Data officer', [['data-officer', 'sh-data']]],
  ['admin', '韩梅', '系统管理员', 'Administrator', [['administrator', 'sh']]],
  ['auditor', '邓华', '审计员', 'Auditor', [['auditor', 'sh']]],
]

const surnames = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭陆范汪石廖贾韦方邹熊金白江史龙万',
]
const given = [
  '伟',
  '芳',
  '娜',
  '敏',
  '静',
  '丽',
  '强',
  '磊',
  '军',
  '洋',
  '勇',
  '艳',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀英',
  '霞',
  '平',
  '刚',
  '桂英',
  '文',
  '玲',
  '健',
  '红',
  '建国',
  '志强',
  '雪梅',
  '晓东',
  '海燕',
  '嘉怡',
  '子轩',
  '思远',
  '欣怡',
  '浩然',
  '雨桐',
  '俊杰',
  '诗涵',
  '宇航',
]

/** An invented name. */
export const randomName = (random: Random): string => randomOf(random, surnames) + randomOf(random, given)

/** A mobile number in a range that no operator has assigned to subscribers (prefix 100), so that nobody is called by mistake. */
const randomPhone = (random: Random): string => `100${String(Math.floor(random() * 1e8)).padStart(8, '0')}`

/** Who works in an office of a kind, besides those who are shown. */
const staffOf: Readonly<Record<string, readonly Role[]>> = {
  hotline: ['operator', 'operator', 'operator', 'sorter', 'sorter'],
  'operation-centre': ['dispatcher', 'supervisor'],
  street: ['clerk', 'clerk', 'dispatcher'],
  grid: ['grid-member'],
  committee: [],
}

/** The invented people of the demonstration city: those shown, staff for every office down to the grids, and residents. */
export function people(offices: readonly ProfileOffice[], residents: number): readonly ProfileActor[] {
  const faces = shown.map(
    ([login, name, zh, en, posts], place): ProfileActor => ({
      id: idOf(login),
      kind: posts.length === 0 ? 'resident' : 'official',
      name,
      login,
      locale: login === 'emma' ? 'en' : 'zh',
      personal: { phone: randomPhone(seeded(`phone/${login}`)) },
      posts: posts.map(([role, office]) => ({ role, office })),
      showcase: { place, note: { zh, en } },
    }),
  )
  const staff = offices.flatMap(({ id, kind }) =>
    (staffOf[kind] ?? ['clerk', 'clerk']).map((role, index): ProfileActor => {
      const random = seeded(`staff/${id}/${index}`)
      return {
        id: idOf(`${id}/${role}/${index}`),
        kind: 'official',
        name: randomName(random),
        posts: [{ role, office: id }],
      }
    }),
  )
  const others = Array.from({ length: residents }, (_, index): ProfileActor => {
    const random = seeded(`resident/${index}`)
    return {
      id: idOf(`resident/${index}`),
      kind: 'resident',
      name: randomName(random),
      personal: { phone: randomPhone(random) },
    }
  })
  return [...faces, ...staff, ...others]
}
