/** The conformance classes of OGC API – Features that hold here. */
export const conformsTo: readonly string[] = [
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
]

const json = (schema: object) => ({ 'application/json': { schema } })
const ref = (name: string) => ({ $ref: `#/components/${name}` })
const problem = {
  description: 'What is wrong with the request',
  content: { 'application/problem+json': { schema: { type: 'object' } } },
}
const server = {
  description: 'The server failed',
  content: { 'application/problem+json': { schema: { type: 'object' } } },
}

function path(summary: string, id: string, parameters: readonly object[], content: object, hasInput = true) {
  return {
    get: {
      summary,
      operationId: id,
      parameters,
      responses: {
        200: { description: summary, content },
        ...(hasInput && { 400: problem, 404: { description: 'There is no such thing' } }),
        500: server,
      },
    },
  }
}

const html = { 'text/html': { schema: { type: 'string' } } }

/** The API described by OpenAPI 3.0, every collection with the properties that it may be filtered by. */
export function openApi(
  site: string,
  collections: readonly { readonly id: string; readonly terms: readonly string[] }[],
) {
  const feature = (name: string) => ({ 'application/geo+json': { schema: ref(`schemas/${name}`) }, ...html })
  const items = Object.fromEntries(
    collections.flatMap(({ id, terms }) => [
      [
        `/collections/${id}/items`,
        path(
          `Features of ${id}`,
          `items_${id}`,
          [
            ...['limit', 'bbox', 'datetime', 'after', 'f'].map((name) => ref(`parameters/${name}`)),
            ...terms.map((name) => ({
              name,
              in: 'query',
              required: false,
              schema: { type: 'string' },
              style: 'form',
              explode: false,
            })),
          ],
          feature('featureCollectionGeoJSON'),
        ),
      ],
      [
        `/collections/${id}/items/{featureId}`,
        path(
          `One feature of ${id}`,
          `item_${id}`,
          [ref('parameters/featureId'), ref('parameters/f')],
          feature('featureGeoJSON'),
        ),
      ],
    ]),
  )
  return {
    openapi: '3.0.3',
    info: {
      title: 'Shudu: features of the city',
      version: '1.0.0',
      description: 'OGC API – Features, Part 1: Core',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: `${site}/ogc/features` }],
    paths: {
      '/': path(
        'Landing page',
        'landingPage',
        [ref('parameters/f')],
        { ...json(ref('schemas/landingPage')), ...html },
        false,
      ),
      '/conformance': path(
        'Conformance classes',
        'conformance',
        [ref('parameters/f')],
        { ...json(ref('schemas/confClasses')), ...html },
        false,
      ),
      '/collections': path(
        'Collections',
        'collections',
        [ref('parameters/f')],
        { ...json(ref('schemas/collections')), ...html },
        false,
      ),
      '/collections/{collectionId}': path(
        'One collection',
        'collection',
        [ref('parameters/collectionId'), ref('parameters/f')],
        { ...json(ref('schemas/collection')), ...html },
      ),
      ...items,
    },
    components: { parameters, schemas },
  }
}

const parameters = {
  limit: {
    name: 'limit',
    in: 'query',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 10_000, default: 10 },
    style: 'form',
    explode: false,
  },
  bbox: {
    name: 'bbox',
    in: 'query',
    required: false,
    schema: {
      type: 'array',
      minItems: 4,
      maxItems: 6,
      oneOf: [
        { minItems: 4, maxItems: 4 },
        { minItems: 6, maxItems: 6 },
      ],
      items: { type: 'number' },
    },
    style: 'form',
    explode: false,
  },
  datetime: {
    name: 'datetime',
    in: 'query',
    required: false,
    schema: { type: 'string' },
    style: 'form',
    explode: false,
  },
  after: {
    name: 'after',
    in: 'query',
    required: false,
    description: 'Where the page before ended; follow the link `next`',
    schema: { type: 'integer', minimum: 0 },
    style: 'form',
    explode: false,
  },
  f: {
    name: 'f',
    in: 'query',
    required: false,
    schema: { type: 'string', enum: ['json', 'html'] },
    style: 'form',
    explode: false,
  },
  collectionId: { name: 'collectionId', in: 'path', required: true, schema: { type: 'string' } },
  featureId: { name: 'featureId', in: 'path', required: true, schema: { type: 'string' } },
}

const link = {
  type: 'object',
  required: ['href'],
  properties: {
    href: { type: 'string' },
    rel: { type: 'string' },
    type: { type: 'string' },
    title: { type: 'string' },
  },
}
const links = { type: 'array', items: ref('schemas/link') }

const schemas = {
  link,
  landingPage: {
    type: 'object',
    required: ['links'],
    properties: { title: { type: 'string' }, description: { type: 'string' }, links },
  },
  confClasses: {
    type: 'object',
    required: ['conformsTo'],
    properties: { conformsTo: { type: 'array', items: { type: 'string' } } },
  },
  collections: {
    type: 'object',
    required: ['links', 'collections'],
    properties: { links, collections: { type: 'array', items: ref('schemas/collection') } },
  },
  collection: {
    type: 'object',
    required: ['id', 'links'],
    properties: {
      id: { type: 'string' },
      title: { type: 'string' },
      description: { type: 'string' },
      links,
      extent: { type: 'object' },
      itemType: { type: 'string', default: 'feature' },
      crs: { type: 'array', items: { type: 'string' } },
    },
  },
  featureGeoJSON: {
    type: 'object',
    required: ['type', 'geometry', 'properties'],
    properties: {
      type: { type: 'string', enum: ['Feature'] },
      id: { type: 'string' },
      geometry: { type: 'object', nullable: true },
      properties: { type: 'object', nullable: true },
      links,
    },
  },
  featureCollectionGeoJSON: {
    type: 'object',
    required: ['type', 'features'],
    properties: {
      type: { type: 'string', enum: ['FeatureCollection'] },
      features: { type: 'array', items: ref('schemas/featureGeoJSON') },
      links,
      timeStamp: { type: 'string', format: 'date-time' },
      numberMatched: { type: 'integer', minimum: 0 },
      numberReturned: { type: 'integer', minimum: 0 },
    },
  },
}
