import {
  generateCitizenNumber,
  generateCreditCode,
  type Random,
  randomOf,
  randomWhole,
  seeded,
  uuidv7At,
} from '../../../../kernel/codes/index.ts'
import type { Words } from '../../../../kernel/words.ts'
import type { ProfileAddress } from './draw-roads.ts'
import { personName, personPhone } from './names.ts'
import { inventedStem } from './road-names.ts'
import { enteredAt } from './staff.ts'

/** A resident of the demonstration. The citizen number is valid and belongs to nobody. */
export type DemoResident = {
  readonly id: string
  readonly name: Words
  readonly sex: 'female' | 'male'
  /** `YYYY-MM-DD` */
  readonly born: string
  readonly citizenNumber: string
  readonly phone: string
  readonly home: ProfileAddress
  readonly room: string
}

/** Shares of the ages of a grown, ageing city: under 15, to 60, older. */
const ages: readonly (readonly [share: number, from: number, to: number])[] = [
  [0.1, 0, 14],
  [0.53, 15, 59],
  [0.37, 60, 95],
]

function ageOf(random: Random): number {
  let left = random()
  for (const [share, from, to] of ages) {
    if (left < share) return randomWhole(random, from, to)
    left -= share
  }
  return 40
}

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * Residents one by one, as many as wanted, the same for the same seed: take ten or a million without holding them all.
 * @param year the year in which ages are counted
 */
export function* demoResidents(
  seed: string,
  count: number,
  addresses: readonly ProfileAddress[],
  year = 2026,
): Generator<DemoResident> {
  const random = seeded(`residents/${seed}`)
  for (let index = 0; index < count; index += 1) {
    const sex = random() < 0.5 ? 'female' : 'male'
    const born = `${year - ageOf(random)}-${two(randomWhole(random, 1, 12))}-${two(randomWhole(random, 1, 28))}`
    yield {
      id: uuidv7At(enteredAt, random),
      name: personName(random, sex),
      sex,
      born,
      citizenNumber: generateCitizenNumber(random, born, sex),
      phone: personPhone(random),
      home: randomOf(random, addresses),
      room: `${randomWhole(random, 1, 18)}${two(randomWhole(random, 1, 4))}室`,
    }
  }
}

/** A firm of the demonstration, its name marked as such. */
export type DemoFirm = {
  readonly id: string
  readonly creditCode: string
  readonly name: Words
  readonly trade: Words
  readonly address: ProfileAddress
  readonly legalRepresentative: Words
}

const trades: readonly (readonly [word: Words, trade: Words])[] = [
  [
    { zh: '餐饮', en: 'Catering' },
    { zh: '餐饮业', en: 'Catering' },
  ],
  [
    { zh: '物业', en: 'Property' },
    { zh: '物业管理', en: 'Property management' },
  ],
  [
    { zh: '信息技术', en: 'Information Technology' },
    { zh: '软件和信息服务', en: 'Software and information services' },
  ],
  [
    { zh: '贸易', en: 'Trading' },
    { zh: '批发业', en: 'Wholesale' },
  ],
  [
    { zh: '建筑工程', en: 'Construction' },
    { zh: '建筑业', en: 'Construction' },
  ],
  [
    { zh: '运输', en: 'Transport' },
    { zh: '道路运输', en: 'Road transport' },
  ],
  [
    { zh: '生物科技', en: 'Biotechnology' },
    { zh: '医药制造', en: 'Pharmaceuticals' },
  ],
  [
    { zh: '精密机械', en: 'Precision Machinery' },
    { zh: '设备制造', en: 'Machinery' },
  ],
  [
    { zh: '文化传播', en: 'Culture' },
    { zh: '文化产业', en: 'Culture' },
  ],
  [
    { zh: '养老服务', en: 'Elderly Care' },
    { zh: '社会服务', en: 'Social services' },
  ],
]

/** Firms one by one, the same for the same seed; credit codes are valid and taken at random. */
export function* demoFirms(seed: string, count: number, addresses: readonly ProfileAddress[]): Generator<DemoFirm> {
  const random = seeded(`firms/${seed}`)
  for (let index = 0; index < count; index += 1) {
    const address = randomOf(random, addresses)
    const [word, trade] = randomOf(random, trades)
    const stem = inventedStem(index * 7 + 3)
    yield {
      id: uuidv7At(enteredAt, random),
      creditCode: generateCreditCode(random, address.district),
      name: {
        zh: `上海${stem.zh}${word.zh}有限公司（演示）`,
        en: `Shanghai ${stem.en} ${word.en} Co., Ltd. (demonstration)`,
      },
      trade,
      address,
      legalRepresentative: personName(random, random() < 0.5 ? 'female' : 'male'),
    }
  }
}
