import { pinyinTable } from './pinyin-table.ts'

/** Names of places, as roads are called after them, in which a character is not read as it mostly is. */
const otherwise: Readonly<Record<string, string>> = {
  ...{ 西藏: 'xizang', 重庆: 'chongqing', 厦门: 'xiamen', 六安: 'luan', 朝阳: 'chaoyang', 蚌埠: 'bengbu' },
  ...{ 长乐: 'changle', 大同: 'datong', 番禺: 'panyu', 乐清: 'yueqing', 铅山: 'yanshan', 丽水: 'lishui' },
}
const exceptions = new RegExp(Object.keys(otherwise).join('|'), 'gu')

let sounds: ReadonlyMap<string, string> | undefined

function readTable(): ReadonlyMap<string, string> {
  const lines = pinyinTable.trim().split('\n')
  return new Map(
    lines.flatMap((line) => {
      const [sound = '', characters = ''] = line.split(' ')
      return [...characters].map((character) => [character, sound] as const)
    }),
  )
}

/** A name in pinyin without tones, run together: 南京东 → nanjingdong; `undefined` when a character is not known. */
export function pinyinOf(name: string): string | undefined {
  sounds ??= readTable()
  let text = ''
  for (const character of name.replace(exceptions, (found) => otherwise[found] ?? found)) {
    const sound = /[a-z]/.test(character) ? character : sounds.get(character)
    if (sound === undefined) return undefined
    text += sound
  }
  return text
}
