import type { Channel } from '../../kernel/flow/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import type { Words } from '../../kernel/words.ts'
import { channelWords } from './words.ts'

/** The directory of names that this room is given: offices (abolished ones included) by id, divisions by code. */
export type Titles = {
  office(id: string): Words | undefined
  division?(code: string): Words | undefined
}

/** Names of everything that numbers are shown by. What has no name is shown as its code. */
export type Names = {
  office(path: string): Words
  class(code: string): Words
  division(code: string): Words
  channel(name: string): Words
}

const plain = (text: string): Words => ({ zh: text, en: text })

const isChannel = (name: string): name is Channel => Object.hasOwn(channelWords, name)

/** Names from the directory and from the taxonomies of packs. */
export function namesOf(titles: Titles, packs: () => readonly Pack[]): Names {
  return {
    office: (path) => {
      const id = path.slice(path.lastIndexOf('/') + 1)
      return titles.office(id) ?? plain(id)
    },
    class: (code) => {
      const classes = packs().flatMap((pack) => Object.values(pack.taxonomies).flatMap((taxonomy) => taxonomy.classes))
      return classes.find((one) => one.code === code)?.title ?? plain(code.slice(code.lastIndexOf('/') + 1))
    },
    division: (code) => titles.division?.(code) ?? plain(code),
    channel: (name) => (isChannel(name) ? channelWords[name] : plain(name)),
  }
}
