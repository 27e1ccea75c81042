/** Gives the syllables of a Chinese name, one for each character, without tones; other characters come back as they are. */
export type Romanise = (text: string) => readonly string[]

const numerals = '零一二三四五六七八九十'
const sides: Readonly<Record<string, string>> = { 东: 'East', 西: 'West', 南: 'South', 北: 'North', 中: 'Middle' }

/** Readings that a dictionary gets wrong because they are local: place names of Shanghai. */
const localReadings: readonly (readonly [zh: string, en: string])[] = [
  ['外滩', 'The Bund'],
  ['莘', 'Xin'],
  ['杨行', 'Yanghang'],
  ['高行', 'Gaohang'],
  ['庙行', 'Miaohang'],
  ['殷行', 'Yinhang'],
  ['闵行', 'Minhang'],
  ['徐行', 'Xuhang'],
  ['华漕', 'Huacao'],
  ['大场', 'Dachang'],
  ['新场', 'Xinchang'],
  ['重固', 'Chonggu'],
  ['堡镇', 'Baozhen'],
  ['吕巷', 'Lüxiang'],
  ['庄行', 'Zhuanghang'],
  ['长', 'Chang'],
  ['都', 'Du'],
]

/** Capitalised syllables in one word, with the apostrophe of the standard (GB/T 16159-2012 §6.1): Xi'an. */
function joinSyllables(syllables: readonly string[]): string {
  const word = syllables.reduce((sum, each) => sum + (sum !== '' && /^[aoeāēō]/u.test(each) ? `'${each}` : each), '')
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

function spell(text: string, romanise: Romanise): string {
  if (text === '') return ''
  for (const [zh, en] of localReadings) {
    const at = text.indexOf(zh)
    if (at < 0) continue
    const before = spell(text.slice(0, at), romanise)
    const after = spell(text.slice(at + zh.length), romanise)
    return (
      before +
      (before === '' || before.endsWith(' ') ? en : en.toLowerCase()) +
      (/^[A-Z0-9]/.test(en) && !en.includes(' ') ? after.toLowerCase() : ` ${after}`).trimEnd()
    )
  }
  return joinSyllables(romanise(text))
}

/** 南京东 → Nanjing East, 石门二 → Shimen No. 2 (the part of a road's name before 路). */
function roadStem(text: string, romanise: Romanise): string {
  const last = text.slice(-1)
  const number = numerals.indexOf(last)
  if (text.length > 2 && number > 0) return `${spell(text.slice(0, -1), romanise)} No. ${number}`
  const side = sides[last]
  return text.length > 2 && side ? `${spell(text.slice(0, -1), romanise)} ${side}` : spell(text, romanise)
}

/** A name of a place without its administrative ending: 南京东路 → Nanjing East Road, 第三 → No. 3, 潍坊新村 → Weifang Xincun. */
export function englishStem(text: string, romanise: Romanise): string {
  const list = /^(.*?)第?((?:[一二三四五六七八九十]+、)+[一二三四五六七八九十]+)村?$/u.exec(text)
  if (list?.[2]) {
    const numbers = list[2].split('、').map(numberOf).join(', ')
    return `${englishStem(list[1] ?? '', romanise)} No. ${numbers}`
  }
  const ordinal = /^(.*?)第?([一二三四五六七八九十]+)$/u.exec(text)
  if (ordinal?.[2] && text.includes('第'))
    return [englishStem(ordinal[1] ?? '', romanise), `No. ${numberOf(ordinal[2])}`].join(' ').trim()
  if (text.endsWith('路') && text.length > 1) return `${roadStem(text.slice(0, -1), romanise)} Road`
  if (text.endsWith('新村') && text.length > 2) return `${spell(text.slice(0, -2), romanise)} Xincun`
  const latin = /[A-Za-z0-9]/.test(text)
  return latin ? romanise(text).join('') : spell(text, romanise)
}

function numberOf(text: string): number {
  const [tens = '', ones = ''] = text.includes('十') ? text.split('十') : ['0', text]
  const ten = tens === '' ? 1 : Math.max(numerals.indexOf(tens), 0)
  return ten * 10 + Math.max(numerals.indexOf(ones), 0)
}

/** Whole names that follow no rule. */
const wholeNames: Readonly<Record<string, string>> = {
  浦东新区: 'Pudong New Area',
  菊园新区: 'Juyuan New Area',
  漕河泾新兴技术开发区: 'Caohejing Hi-Tech Park',
  莘庄工业区: 'Xinzhuang Industrial Zone',
  宝山工业园区: 'Baoshan Industrial Park',
  嘉定工业区: 'Jiading Industrial Zone',
  芦潮港农场: 'Luchaogang Farm',
  东海农场: 'Donghai Farm',
  朝阳农场: 'Chaoyang Farm',
  '中国（上海）自由贸易试验区（保税片区）': 'Shanghai Free Trade Zone (Bonded Area)',
  金桥经济技术开发区: 'Jinqiao Economic and Technological Development Zone',
  张江高科技园区: 'Zhangjiang Hi-Tech Park',
  上海湾区高新技术产业开发区: 'Shanghai Bay Area Hi-Tech Zone',
  松江工业区: 'Songjiang Industrial Zone',
  佘山度假区: 'Sheshan Resort',
  上海松江出口加工区: 'Songjiang Export Processing Zone',
  海湾旅游区: 'Haiwan Tourist Zone',
  前卫农场: 'Qianwei Farm',
  东平林场: 'Dongping Forest Farm',
  上实现代农业园区: 'SIIC Modern Agricultural Park',
  真如镇街道: 'Zhenru Town Subdistrict',
  江湾镇街道: 'Jiangwan Town Subdistrict',
  嘉定镇街道: 'Jiading Town Subdistrict',
  北外滩街道: 'North Bund Subdistrict',
  静安寺街道: "Jing'an Temple Subdistrict",
  曹路镇: 'Caolu Town',
  川沙新镇: 'Chuansha New Town',
  南汇新城镇: 'Nanhui New City Town',
  堡镇: 'Bao Town',
  庙镇: 'Miao Town',
}

const endings: readonly (readonly [zh: string, en: string])[] = [
  ['街道', 'Subdistrict'],
  ['区', 'District'],
  ['镇', 'Town'],
  ['乡', 'Township'],
]

/** The English name of a district, street or town: 南京东路街道 → Nanjing East Road Subdistrict. */
export function englishDivision(name: string, romanise: Romanise): string {
  const whole = wholeNames[name]
  if (whole) return whole
  const ending = endings.find(([zh]) => name.endsWith(zh))
  if (!ending) return englishStem(name, romanise)
  return `${englishStem(name.slice(0, -ending[0].length), romanise)} ${ending[1]}`
}

/** The English stem of a committee; its ending is added when the data are read. */
export function englishCommittee(name: string, romanise: Romanise): string {
  const virtual = /^(.*)虚拟(?:社区|生活区)$/u.exec(name)
  if (virtual?.[1]) return wholeNames[virtual[1]] ?? englishStem(virtual[1], romanise)
  return englishStem(name.replace(/（.*）|(?:社区)?居委会$|村?村委会$/gu, ''), romanise)
}
