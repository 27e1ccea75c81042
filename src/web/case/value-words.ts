import type { Field, PlaceValue } from '../../kernel/record/index.ts'
import { type Say, sayDate, sayInstant } from '../kit/index.ts'

/** The value of a field in words, for reading back; empty when there is none. Classes and offices show their code where no name is at hand. */
export function valueWords(
  say: Say,
  field: Field,
  value: unknown,
  nameOf?: (value: string) => string | undefined,
): string {
  if (value === undefined || value === null || value === '') return ''
  const option = (one: unknown): string => {
    const found = field.options?.find((each) => each.value === one)
    return found ? say(found.title) : String(one)
  }
  switch (field.type) {
    case 'boolean':
      return value === true ? say({ zh: '是', en: 'Yes' }) : say({ zh: '否', en: 'No' })
    case 'choice':
      return option(value)
    case 'choices':
      return Array.isArray(value) ? value.map(option).join(say({ zh: '、', en: ', ' })) : ''
    case 'instant':
      return sayInstant(say, String(value))
    case 'date':
      return sayDate(say, String(value))
    case 'place':
      return placeWords(say, value as PlaceValue) // the field is of type place
    case 'files':
      return Array.isArray(value) && value.length > 0
        ? say.count(value.length, { zh: '{n} 个文件', en: { one: '{n} file', other: '{n} files' } })
        : ''
    case 'money':
      return typeof value === 'number' ? say({ zh: '{n} 元', en: '{n} yuan' }, { n: (value / 100).toFixed(2) }) : ''
    case 'class':
      return nameOf?.(String(value)) ?? String(value).split('/').join(' / ')
    case 'office':
      return nameOf?.(String(value)) ?? String(value)
    case 'number':
    case 'integer':
      return `${typeof value === 'number' ? Number(value.toPrecision(6)) : value}${field.unit ? ` ${say(field.unit)}` : ''}`
    case 'text':
    case 'long-text':
    case 'phone':
    case 'email':
    case 'citizen-number':
    case 'credit-code':
      return String(value)
  }
}

/** A place in words: its address, else its coordinates. */
export function placeWords(say: Say, place: PlaceValue): string {
  if (place.address) return place.address
  return place.point
    ? say(
        { zh: '地图上标出的位置（{lat}, {lng}）', en: 'marked on the map ({lat}, {lng})' },
        {
          lat: place.point[1].toFixed(5),
          lng: place.point[0].toFixed(5),
        },
      )
    : ''
}
