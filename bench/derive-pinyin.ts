// Writes src/platform/registry/addresses/pinyin-table.ts: how the characters of GB 2312 are read, without tones. For those with
// several readings the commonest. From pinyin-pro (MIT, https://github.com/zh-lx/pinyin-pro); run when its data change:
//   node bench/derive-pinyin.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinyin } from 'pinyin-pro'

const decoder = new TextDecoder('gb18030')
const bySound = new Map<string, string>()
for (let high = 0xb0; high <= 0xf7; high += 1)
  for (let low = 0xa1; low <= 0xfe; low += 1) {
    const character = decoder.decode(Uint8Array.of(high, low))
    if (!/^\p{Script=Han}$/u.test(character)) continue
    const [sound = ''] = pinyin(character, { toneType: 'none', type: 'array', v: true })
    if (/^[a-z]+$/.test(sound)) bySound.set(sound, (bySound.get(sound) ?? '') + character)
  }
const lines = [...bySound].sort(([one], [other]) => (one < other ? -1 : 1)).map(([sound, all]) => `${sound} ${all}`)
const text = `// Written by bench/derive-pinyin.ts from pinyin-pro (MIT); not by hand.

/** Characters of GB 2312 by their commonest reading, without tones; one reading a line. */
export const pinyinTable = \`
${lines.join('\n')}
\`
`
writeFileSync(join(import.meta.dirname, '../src/platform/registry/addresses/pinyin-table.ts'), text)
