import { errorTable } from '../../../kernel/errors/index.ts'

/** Errors of the Open311 interface; GeoReport v2 gives them their status, see `answer-error.ts`. */
export const open311Errors = errorTable({
  'open311.noPath': {
    kind: 'missing',
    says: { zh: '没有这个地址', en: 'There is no such resource' },
    todo: {
      zh: '地址应以 .xml 或 .json 结尾；可用地址见 /open311/discovery.xml',
      en: 'Addresses end in .xml or .json; see /open311/discovery.xml',
    },
  },
  'open311.noJurisdiction': {
    kind: 'missing',
    says: { zh: '没有找到 jurisdiction_id“{found}”', en: 'jurisdiction_id "{found}" was not found' },
    todo: {
      zh: '本服务的 jurisdiction_id 是 {ours}，也可以省略',
      en: 'This endpoint serves {ours}; it may be left out',
    },
  },
  'open311.noService': {
    kind: 'missing',
    says: { zh: '没有找到 service_code“{found}”', en: 'service_code "{found}" was not found' },
    todo: { zh: '请先查询 services', en: 'Ask for the list of services first' },
  },
  'open311.noRequest': {
    kind: 'missing',
    says: { zh: '没有找到 service_request_id“{found}”', en: 'service_request_id "{found}" was not found' },
    todo: { zh: '请核对编号；未公开的事项查不到', en: 'Check the number; what is not public is not found' },
  },
  'open311.noToken': {
    kind: 'missing',
    says: { zh: '没有找到这个 token', en: 'The token was not found' },
    todo: {
      zh: '本服务即时返回编号，不签发 token；查询码可以当作 token',
      en: 'Numbers are given at once here, not tokens; the short code of a case may serve as one',
    },
  },
  'open311.bad': {
    kind: 'input',
    says: { zh: '请求有 {count} 处不对', en: '{count} parts of the request are not right' },
    todo: { zh: '请逐项更正后重新提交', en: 'Mend each and send it again' },
  },
  'open311.over': {
    kind: 'input',
    says: { zh: '事项已经结束，不能补充', en: 'The case is over, nothing can be added' },
    todo: { zh: '要求重办请用状态 REOPEN', en: 'Send the status REOPEN to have it done again' },
  },
})
