const sensing = 'http://www.opengis.net/spec/iot_sensing/1.1/req'
const tasking = 'http://www.opengis.net/spec/iot_tasking/1.0/req'

/** Requirements by their class (OGC 18-088 §2 and annex A, OGC 17-079r1 §2); a class is named too, as clients ask for either. */
const classes: Readonly<Record<string, readonly string[]>> = {
  [`${sensing}/datamodel`]: [
    'entity-control-information/common-control-information',
    ...['thing', 'location', 'historical-location', 'datastream', 'sensor', 'observed-property', 'observation'],
    'feature-of-interest',
  ].flatMap((name) => (name.includes('/') ? [name] : [`${name}/properties`, `${name}/relations`])),
  [`${sensing}/resource-path`]: ['resource-path-to-entities'],
  [`${sensing}/request-data`]: [
    ...['status-code', 'query-status-code', 'order', 'expand', 'select', 'orderby', 'top', 'skip', 'count', 'filter'],
    ...['built-in-filter-operations', 'built-in-query-functions', 'pagination'],
  ],
  [`${sensing}/create-update-delete`]: [
    ...['create-entity', 'link-to-existing-entities', 'deep-insert', 'deep-insert-status-code', 'update-entity'],
    ...['update-entity-put', 'update-entity-jsonpatch', 'delete-entity'],
    ...['historical-location-auto-creation', 'historical-location-manual-creation'],
  ],
  [`${sensing}/batch-request`]: ['batch-request'],
  [`${sensing}/multi-datastream`]: ['properties', 'relations', 'constraints'],
  [`${sensing}/data-array`]: ['data-array'],
  [`${tasking}/tasking-capability`]: ['properties', 'relations'],
  [`${tasking}/task`]: ['properties', 'relations'],
  [`${tasking}/actuator`]: ['properties', 'relations'],
  [`${tasking}/create-tasks`]: ['task-creation'],
}
const byMqtt: Readonly<Record<string, readonly string[]>> = {
  [`${sensing}/create-observations-via-mqtt`]: ['observations-creation'],
  [`${sensing}/receive-updates-via-mqtt`]: ['receive-updates'],
  [`${tasking}/create-tasks-via-mqtt`]: ['task-creation'],
  [`${tasking}/receive-updates-via-mqtt`]: ['receive-updated'],
}

const requirementsOf = (some: typeof classes): readonly string[] =>
  Object.entries(some).flatMap(([name, requirements]) => [name, ...requirements.map((one) => `${name}/${one}`)])

/** What holds here, for `serverSettings`; what is about MQTT where MQTT is spoken, with the addresses (§9.2.1). */
export function conformance(mqtt: readonly string[]): {
  readonly requirements: readonly string[]
  readonly settings: Readonly<Record<string, { readonly endpoints: readonly string[] }>>
} {
  if (mqtt.length === 0) return { requirements: requirementsOf(classes), settings: {} }
  const spoken = requirementsOf(byMqtt)
  return {
    requirements: [...requirementsOf(classes), ...spoken],
    settings: Object.fromEntries(spoken.map((one) => [one, { endpoints: mqtt }])),
  }
}
