import type { AddressParts } from './address-parts.ts'

const range = '(?:[-—–~～至、,/]\\d{1,5})*'
/** What may follow a road: lane, sub-lane, number, building. A range of numbers means its first. */
const pattern = new RegExp(
  `^(?:[(（][^)）]{0,12}[)）])?(?:(\\d{1,5})${range}弄)?(?:(\\d{1,4})支弄)?(?:(\\d{1,5})${range}[甲乙丙丁]?号(?!线|楼|口|门口线))?(?:(\\d{1,3}|[A-Za-z])(?:号楼|幢|栋|座))?`,
  'u',
)
/** A bare number right behind the road: 南京路100. Not one that counts or measures something else. */
const bare = /^(\d{1,5})(?![\d.]|米|年|月|日|点|时|个|路|元|线|户|人|多|余|弄|号|条|公里|至|-)/u

/** The numbers at the beginning of a text, and how much of it they take. */
export function readDoor(text: string): { readonly parts: AddressParts; readonly length: number } {
  const match = pattern.exec(text)
  const [whole = '', lane, subLane, number, building] = match ?? []
  const parts: AddressParts = {
    ...(lane && { lane: Number(lane) }),
    ...(subLane && { subLane: Number(subLane) }),
    ...(number && { number: Number(number) }),
    ...(building && { building }),
  }
  if (Object.keys(parts).length > 0) return { parts, length: whole.length }
  const plain = bare.exec(text)
  return plain ? { parts: { number: Number(plain[1]) }, length: plain[0].length } : { parts: {}, length: 0 }
}
