import type { Role } from '../../../../kernel/access/index.ts'
import { generateCitizenNumber, seeded, uuidv7At } from '../../../../kernel/codes/index.ts'
import type { Words } from '../../../../kernel/words.ts'
import { cityOffice, hotlineOffice } from '../offices.ts'
import { personPhone } from './names.ts'
import { enteredAt, type ProfilePerson } from './staff.ts'

/** The district and street in which the showcase people work, and a second pair beside them that they must not see. */
export const showcaseDistrict = '310101'
/** Nanjing East Road Subdistrict. */
export const showcaseStreet = '310101002'
/** Pudong New Area. */
export const otherDistrict = '310115'
/** Huamu Subdistrict. */
export const otherStreet = '310115016'

type Entry = {
  readonly login: string
  readonly name: Words
  readonly note: Words
  readonly kind?: ProfilePerson['kind']
  readonly posts?: readonly (readonly [role: Role, office: string])[]
  readonly born?: string
  readonly sex?: 'female' | 'male'
  readonly locale?: 'zh' | 'en'
}

const t = (zh: string, en: string): Words => ({ zh, en })

/** Everybody whom the demonstration sign-in offers, one for each role and level; the login is what he is. */
const entries: readonly Entry[] = [
  {
    login: 'citizen',
    name: t('李梅', 'Li Mei'),
    note: t('市民', 'Citizen'),
    kind: 'resident',
    born: '1988-04-12',
    sex: 'female',
  },
  {
    login: 'elder',
    name: t('王秀英', 'Wang Xiuying'),
    note: t('市民，用关怀版', 'Citizen, uses care mode'),
    kind: 'resident',
    born: '1947-10-03',
    sex: 'female',
  },
  {
    login: 'newcomer',
    name: t('约翰·米勒', 'John Miller'),
    note: t('外籍居民，用英文', 'Resident from abroad, in English'),
    kind: 'resident',
    locale: 'en',
  },
  {
    login: 'operator',
    name: t('陈晓雯', 'Chen Xiaowen'),
    note: t('热线话务员', 'Hotline operator'),
    posts: [['operator', hotlineOffice]],
  },
  {
    login: 'sorter',
    name: t('周敏', 'Zhou Min'),
    note: t('热线分拣员', 'Hotline sorter'),
    posts: [['sorter', hotlineOffice]],
  },
  {
    login: 'city',
    name: t('何建国', 'He Jianguo'),
    note: t('市级派单员', 'Dispatcher, city'),
    posts: [['dispatcher', cityOffice]],
  },
  {
    login: 'district',
    name: t('徐佳怡', 'Xu Jiayi'),
    note: t('黄浦区派单员', 'Dispatcher, Huangpu District'),
    posts: [['dispatcher', showcaseDistrict]],
  },
  {
    login: 'street',
    name: t('朱志文', 'Zhu Zhiwen'),
    note: t('南京东路街道派单员', 'Dispatcher, Nanjing East Road Subdistrict'),
    posts: [['dispatcher', showcaseStreet]],
  },
  {
    login: 'clerk',
    name: t('沈静', 'Shen Jing'),
    note: t('南京东路街道承办人', 'Clerk, Nanjing East Road Subdistrict'),
    posts: [['clerk', showcaseStreet]],
  },
  {
    login: 'bureau',
    name: t('陆海峰', 'Lu Haifeng'),
    note: t('黄浦区建设和管理委员会承办人', 'Clerk, Huangpu construction commission'),
    posts: [['clerk', `${showcaseDistrict}.construction`]],
  },
  {
    login: 'transport',
    name: t('顾阳', 'Gu Yang'),
    note: t('市交通委员会承办人', 'Clerk, city transport commission'),
    posts: [['clerk', 'sh.transport']],
  },
  {
    login: 'grid',
    name: t('马强', 'Ma Qiang'),
    note: t('南京东路街道网格员', 'Grid member, Nanjing East Road Subdistrict'),
    posts: [['grid-member', `${showcaseStreet}.g01`]],
  },
  {
    login: 'committee',
    name: t('丁萍', 'Ding Ping'),
    note: t('云南中路居委会干部', "Clerk, Yunnan Middle Road Residents' Committee"),
    posts: [['clerk', `${showcaseStreet}001`]],
  },
  {
    login: 'supervisor',
    name: t('郑毅', 'Zheng Yi'),
    note: t('市级督办员', 'Supervisor, city'),
    posts: [['supervisor', cityOffice]],
  },
  {
    login: 'duty',
    name: t('唐凯', 'Tang Kai'),
    note: t('市级值班长', 'Duty officer, city'),
    posts: [['duty-officer', cityOffice]],
  },
  {
    login: 'data',
    name: t('钱慧', 'Qian Hui'),
    note: t('市数据局数据专员', 'Data officer, city data bureau'),
    posts: [['data-officer', 'sh.data']],
  },
  {
    login: 'admin',
    name: t('冯超', 'Feng Chao'),
    note: t('系统管理员', 'Administrator'),
    posts: [['administrator', cityOffice]],
  },
  { login: 'auditor', name: t('严文华', 'Yan Wenhua'), note: t('审计员', 'Auditor'), posts: [['auditor', cityOffice]] },
  {
    login: 'district2',
    name: t('谢东', 'Xie Dong'),
    note: t('浦东新区派单员', 'Dispatcher, Pudong New Area'),
    posts: [['dispatcher', otherDistrict]],
  },
  {
    login: 'street2',
    name: t('罗婷', 'Luo Ting'),
    note: t('花木街道派单员', 'Dispatcher, Huamu Subdistrict'),
    posts: [['dispatcher', otherStreet]],
  },
  {
    login: 'clerk2',
    name: t('韩磊', 'Han Lei'),
    note: t('花木街道承办人', 'Clerk, Huamu Subdistrict'),
    posts: [['clerk', otherStreet]],
  },
  {
    login: 'grid2',
    name: t('吴勇', 'Wu Yong'),
    note: t('花木街道网格员', 'Grid member, Huamu Subdistrict'),
    posts: [['grid-member', `${otherStreet}.g01`]],
  },
]

/** The named people of the demonstration, in the order of the sign-in list. Same ids every time. */
export function showcasePeople(): readonly ProfilePerson[] {
  return entries.map(({ login, name, note, kind = 'official', posts = [], born, sex, locale }, index) => {
    const random = seeded(`showcase/${login}`)
    const citizenNumber = kind === 'resident' && born ? generateCitizenNumber(random, born, sex) : undefined
    return {
      id: uuidv7At(enteredAt, random),
      kind,
      name: locale === 'en' ? name.en : name.zh,
      latinName: name.en,
      login,
      locale: locale ?? 'zh',
      personal: { phone: personPhone(random), ...(citizenNumber ? { citizenNumber } : {}) },
      posts: posts.map(([role, office]) => ({ office, role })),
      showcase: { place: index + 1, note },
    }
  })
}

/** An outside program that may report and read by the open interfaces, for trials. */
export const showcaseService: ProfilePerson = {
  id: uuidv7At(enteredAt, seeded('showcase/service')),
  kind: 'service',
  name: '演示接入程序',
  latinName: 'Demonstration program',
  login: 'partner',
}
