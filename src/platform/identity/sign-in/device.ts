const systems: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/i, 'HarmonyOS'],
  [/Android/i, 'Android'],
  [/iPhone|iPod/i, 'iPhone'],
  [/iPad/i, 'iPad'],
  [/Windows/i, 'Windows'],
  [/Mac OS X|Macintosh/i, 'macOS'],
  [/Kylin|UOS|Deepin/i, 'Kylin'],
  [/Linux|X11/i, 'Linux'],
]

const programs: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/i, 'WeChat'],
  [/EdgA?\//i, 'Edge'],
  [/Firefox\/|FxiOS\//i, 'Firefox'],
  [/OPR\//i, 'Opera'],
  [/Chrome\/|CriOS\//i, 'Chrome'],
  [/Safari\//i, 'Safari'],
]

/** What a person recognises a device by, from `User-Agent`: `Chrome · Windows`. The rest of it is not kept. */
export function deviceName(userAgent: string | undefined): string {
  const agent = userAgent ?? ''
  const found = [programs, systems].map((list) => list.find(([pattern]) => pattern.test(agent))?.[1])
  const named = found.filter((name) => name !== undefined)
  return named.length > 0 ? named.join(' · ') : '?'
}
