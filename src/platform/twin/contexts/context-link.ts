/** The relation that marks a link to a JSON-LD context (JSON-LD 1.1 §6.1). */
export const contextRel = 'http://www.w3.org/ns/json-ld#context'

/** The Link header that names a context (clause 6.3.6). */
export const contextLink = (url: string): string => `<${url}>; rel="${contextRel}"; type="application/ld+json"`
