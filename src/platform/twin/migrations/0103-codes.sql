-- Things by the code that they carry: what /id asks.
create index attribute_code on attribute (md5(value #>> '{}')) where name in (
  'https://uri.etsi.org/ngsi-ld/default-context/code', 'https://uri.etsi.org/ngsi-ld/default-context/identifier',
  'https://uri.etsi.org/ngsi-ld/default-context/componentCode', 'https://uri.etsi.org/ngsi-ld/default-context/unifiedSocialCreditCode',
  'https://uri.etsi.org/ngsi-ld/default-context/ecode', 'https://uri.etsi.org/ngsi-ld/default-context/handle',
  'https://uri.etsi.org/ngsi-ld/default-context/oid');
