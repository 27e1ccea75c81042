import { type CityError, type ErrorKind, errorTable } from '../errors/index.ts'

const row = (kind: ErrorKind, todo: { readonly zh: string; readonly en: string }) => ({
  kind,
  says: { zh: '{detail}', en: '{detail}' },
  todo,
})

/** Errors of the NGSI-LD interface; each stands for one error type of ETSI GS CIM 009, clause 5.5.2. */
export const ngsiErrors = errorTable({
  'twin.badRequestData': row('input', {
    zh: '请按说明改正请求内容后重试。',
    en: 'Mend the request as told and send it again.',
  }),
  'twin.invalidRequest': row('input', {
    zh: '请改正请求的格式后重试。',
    en: 'Mend the form of the request and send it again.',
  }),
  'twin.notFound': row('missing', {
    zh: '请核对标识；您可能无权查看。',
    en: 'Check the identifier; you may not be allowed to see it.',
  }),
  'twin.alreadyExists': row('conflict', { zh: '请改用更新操作。', en: 'Use an operation that updates.' }),
  'twin.conflict': row('conflict', { zh: '请查看相关注册。', en: 'Look at the registrations concerned.' }),
  'twin.loop': row('conflict', {
    zh: '请检查各方的注册是否互相指向。',
    en: 'See whether registrations lead in a circle.',
  }),
  // The registration leads to a source that is to blame, not the city.
  'twin.sourceSilent': row('conflict', {
    zh: '请稍后再试，或检查相关注册。',
    en: 'Try again later, or look at the registration.',
  }),
  'twin.sourceFailed': row('conflict', {
    zh: '请检查相关注册及其来源。',
    en: 'Look at the registration and at its source.',
  }),
  // Whoever named it is to blame, not the city: the status says that it was a gateway's trouble.
  'twin.contextNotAvailable': row('input', {
    zh: '请检查 @context 的地址，稍后再试。',
    en: 'Check the address of the @context and try again later.',
  }),
  'twin.noTenant': row('missing', { zh: '请先在该租户中创建内容。', en: 'Create something in the tenant first.' }),
  'twin.tooComplex': row('forbidden', { zh: '请缩小查询范围。', en: 'Narrow the query.' }),
  'twin.tooMany': row('forbidden', {
    zh: '请减小 limit 并分页读取。',
    en: 'Use a smaller limit and read page by page.',
  }),
  'twin.notSupported': row('input', { zh: '请改用受支持的操作。', en: 'Use an operation that is supported.' }),
  'twin.unsupportedMedia': row('input', {
    zh: '请使用 application/json 或 application/ld+json。',
    en: 'Send application/json or application/ld+json.',
  }),
  'twin.notAcceptable': row('input', {
    zh: '可用：application/json、application/ld+json。',
    en: 'There are application/json and application/ld+json.',
  }),
  'twin.lengthRequired': row('input', { zh: '请给出 Content-Length。', en: 'Give the Content-Length.' }),
})

/** What is wrong with data (BadRequestData): in both languages when a person may read it, else in English. */
export const badData = (detail: string): CityError => ngsiErrors.make('twin.badRequestData', { detail })
