/** The two-digit provinces of GB/T 2260 that have been in use since 1980, Hong Kong, Macao and Taiwan included. */
export const provinces: ReadonlySet<string> = new Set([
  ...['11', '12', '13', '14', '15'],
  ...['21', '22', '23'],
  ...['31', '32', '33', '34', '35', '36', '37'],
  ...['41', '42', '43', '44', '45', '46'],
  ...['50', '51', '52', '53', '54'],
  ...['61', '62', '63', '64', '65'],
  ...['71', '81', '82'],
])

/** Provinces that are one city: their counties hang directly under the province (直辖市). */
export const municipalities: ReadonlySet<string> = new Set(['11', '12', '31', '50'])
