/** Where the interface lies. */
export const root = '/ngsi-ld/v1'

/** An id as a part of a path: its colons stay, as clients expect to read it. */
export const inPath = (id: string): string => encodeURIComponent(id).replaceAll('%3A', ':')
