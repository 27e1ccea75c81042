import type { Words } from '../words.ts'

/** What may befall a city, as warnings, responses and plans name it. */
export type Hazard = 'typhoon' | 'rainstorm' | 'gas-explosion' | 'crowd' | 'fire' | 'cold-wave' | 'heat' | 'epidemic'

/** What hazards are called. */
export const hazardWords: Readonly<Record<Hazard, Words>> = {
  typhoon: { zh: '台风', en: 'Typhoon' },
  rainstorm: { zh: '暴雨', en: 'Rainstorm' },
  'gas-explosion': { zh: '燃气爆炸', en: 'Gas explosion' },
  crowd: { zh: '大客流', en: 'Crowd' },
  fire: { zh: '火灾', en: 'Fire' },
  'cold-wave': { zh: '寒潮', en: 'Cold wave' },
  heat: { zh: '高温', en: 'Heat' },
  epidemic: { zh: '疫情', en: 'Epidemic' },
}

/** Every hazard, for forms and schemas. */
export const hazards = Object.keys(hazardWords) as readonly Hazard[] // the keys of the table above

/**
 * Colours of a warning (预警), the mildest first: what is foreseen, issued by those who measure (突发事件应对法, art. 63). A warning
 * is never a response: it may propose one, which people decide.
 */
export type WarningColour = 'blue' | 'yellow' | 'orange' | 'red'

/** What colours are called. */
export const colourWords: Readonly<Record<WarningColour, Words>> = {
  blue: { zh: '蓝色预警', en: 'Blue warning' },
  yellow: { zh: '黄色预警', en: 'Yellow warning' },
  orange: { zh: '橙色预警', en: 'Orange warning' },
  red: { zh: '红色预警', en: 'Red warning' },
}

/** Every colour, the mildest first. */
export const warningColours = Object.keys(colourWords) as readonly WarningColour[] // the keys of the table above

/** Levels of a response (应急响应): Ⅳ is the mildest, Ⅰ the gravest; what is done, decided by a command. */
export type ResponseLevel = 'IV' | 'III' | 'II' | 'I'

/** What levels are called. */
export const levelWords: Readonly<Record<ResponseLevel, Words>> = {
  IV: { zh: 'Ⅳ级响应', en: 'Level IV response' },
  III: { zh: 'Ⅲ级响应', en: 'Level III response' },
  II: { zh: 'Ⅱ级响应', en: 'Level II response' },
  I: { zh: 'Ⅰ级响应', en: 'Level I response' },
}

/** Every level, the mildest first. */
export const responseLevels = Object.keys(levelWords) as readonly ResponseLevel[] // the keys of the table above

/** How grave a level is: 0 for Ⅳ, 3 for Ⅰ. */
export const gravity = (level: ResponseLevel): number => responseLevels.indexOf(level)
