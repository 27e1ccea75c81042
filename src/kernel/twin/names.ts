/** Namespace of the terms of NGSI-LD itself. */
export const ngsiLd = 'https://uri.etsi.org/ngsi-ld/'

/** Namespace of names that no context defines (clause 5.5.7 of ETSI GS CIM 009). */
export const defaultVocabulary = 'https://uri.etsi.org/ngsi-ld/default-context/'

/** The geometry of an entity as queries mean it when they name none. */
export const locationName = `${ngsiLd}location`

/** The expanded name of a term that no context defines. */
export const plainName = (term: string): string => `${defaultVocabulary}${term}`
