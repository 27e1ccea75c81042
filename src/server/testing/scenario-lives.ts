import type { Role } from '../../kernel/access/index.ts'

/** The street where every case lies. */
export const street = '310101002'
/** The district above it. */
export const district = '310101'

/** Who stands where: every level of the branch where the case lies, its departments, those of the city, and other branches. */
export const everybody: readonly (readonly [role: Role, office: string])[] = [
  ['duty-officer', 'sh'],
  ['dispatcher', 'sh'],
  ['clerk', 'sh.transport'],
  ['clerk', 'sh.police'],
  ['data-officer', 'sh.data'],
  ['duty-officer', district],
  ['dispatcher', district],
  ...['market', 'emergency', 'environment', 'construction', 'housing', 'police', 'culture-tourism', 'urban-enforcement']
    .map((bureau) => `${district}.${bureau}`)
    .flatMap((office) => [['clerk', office] as const, ['dispatcher', office] as const]),
  ['dispatcher', street],
  ['clerk', street],
  ['grid-member', street],
  ['grid-member', `${street}.g01`],
  ['clerk', '310101002001'],
  ['duty-officer', '310115'],
  ['dispatcher', '310115'],
  ...['market', 'emergency', 'environment', 'construction', 'housing', 'police', 'culture-tourism']
    .map((bureau) => `310115.${bureau}`)
    .map((office) => ['clerk', office] as const),
  ['dispatcher', '310101013'],
  ['clerk', '310115004'],
]
/** A post at an office. */
export type Somebody = (typeof everybody)[number]

/** One step of a scenario's life: where it lies, which posts there finish it, with what. */
export type Stage = readonly [step: string, office: string, finish: readonly Role[], input: object]

const staff: readonly Role[] = ['clerk', 'dispatcher']
const onTheStreet: readonly Role[] = ['clerk', 'dispatcher', 'grid-member']

/** The twelve, each as its departments act in turn, with the severity that decides who answers. */
export const lives: Readonly<Record<string, readonly [asks: object, ...(readonly Stage[])]>> = {
  'road-flooding': [
    { severity: 'serious' },
    ['confirm', street, onTheStreet, { found: 'flooded', passable: false }],
    ['drain', `${district}.construction`, staff, { result: 'drained', reply: '已抽排。' }],
    ['close', street, onTheStreet, { closed: true }],
    ['check', street, onTheStreet, { open: true }],
  ],
  'manhole-cover': [
    { severity: 'serious', ownership: 'unknown' },
    ['guard', street, onTheStreet, { found: 'missing', guarded: true }],
    ['mend', `${district}.construction`, staff, { result: 'replaced', reply: '已更换。' }],
  ],
  'street-light': [
    { severity: 'serious' },
    ['mend', `${district}.construction`, staff, { cause: 'lamp', reply: '已换。' }],
    ['look', street, ['clerk', 'grid-member'], { burns: true }],
  ],
  'illegal-dumping': [
    { severity: 'warning', matter: 'dumping' },
    ['clear', `${district}.urban-enforcement`, staff, { done: 'cleared', culprit: true, reply: '已清除。' }],
    ['follow', `${district}.urban-enforcement`, staff, { outcome: '已立案。' }],
  ],
  'exposed-rubbish': [
    { severity: 'notice', ground: 'main' },
    ['clear', street, onTheStreet, { result: 'cleared', reply: '已清理。' }],
  ],
  'air-episode': [
    { severity: 'serious' },
    ['trace', `${district}.environment`, staff, { source: 'site', found: '未喷淋。' }],
    ['control', `${district}.environment`, staff, { measure: ['spray'], reply: '已要求喷淋。' }],
  ],
  'gas-leak': [
    { severity: 'critical' },
    ['secure', `${district}.emergency`, staff, { found: 'leak', evacuated: true }],
    ['mend', `${district}.housing`, staff, { result: 'mended', reply: '已更换阀门。' }],
  ],
  'lift-trapping': [
    { severity: 'critical' },
    ['free', `${district}.market`, staff, { found: 'freed', people: 2, hurt: false }],
    ['inspect', `${district}.market`, staff, { cause: 'door', reply: '已更换门锁触点。' }],
  ],
  crowd: [
    { severity: 'serious' },
    ['guide', `${district}.police`, staff, { stage: 'limit' }],
    ['ease', `${district}.police`, staff, { eased: true, reply: '已回落。' }],
  ],
  facade: [
    { severity: 'serious' },
    ['cordon', street, onTheStreet, { found: 'falling', cordoned: true }],
    ['judge', `${district}.housing`, staff, { grade: 'b', note: '空鼓。' }],
    ['mend', `${district}.housing`, staff, { reply: '已铲除修补。' }],
  ],
  typhoon: [
    { severity: 'serious', wind: 21 },
    ['prepare', `${district}.emergency`, staff, { measures: ['signs'], moved: 120 }],
    ['patrol', street, onTheStreet, { damage: 'some', reply: '已清理。' }],
  ],
  'hazmat-route': [
    { severity: 'serious', vehicle: '沪A00001' },
    ['call', 'sh.transport', staff, { found: 'offRoute' }],
    // Two departments at once.
    ['penalty', `${district}.construction`, staff, { outcome: '已立案。' }],
    ['stop', `${district}.police`, staff, { result: 'led', reply: '已引导驶离。' }],
  ],
}

/** What a post is called in a fault of the test. */
export const called = ([role, office]: Somebody) => `${role} of ${office}`
/** Posts by name, in order. */
export const namesOf = (who: readonly Somebody[]) => who.map(called).sort()

/** Where a place of work lies above another, in the words of this test: the centres of city and district over all below them. */
export const isOver = (over: string, office: string) =>
  over === office || (over === 'sh' && office !== 'sh') || (over === district && office.startsWith(district))
