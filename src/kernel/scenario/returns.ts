import type { ReturnDeclaration } from '../flow/index.ts'
import { t } from './words.ts'

/** For which reasons an event may be given back. */
export const returns: ReturnDeclaration = {
  supervisedFrom: 2,
  reasons: [
    { value: 'notOurs', title: t('不属于本单位职责', 'Not our responsibility') },
    { value: 'wrongPlace', title: t('不在本辖区', 'Not in our area') },
    { value: 'otherOwner', title: t('设施属其他单位', 'The facility is somebody else’s') },
  ],
}
