/** What a topic of the scheme is about. */
export type Purpose =
  | { readonly kind: 'readings'; readonly device: string; readonly format: string }
  | { readonly kind: 'report'; readonly device: string }
  | { readonly kind: 'signed'; readonly device: string }
  | { readonly kind: 'answer'; readonly device: string; readonly command: string }
  /** A device's own topic without a meaning for the city, or none of a device. */
  | { readonly kind: 'other'; readonly device: string | undefined }

/**
 * Reads a topic:
 * `things/{device}/readings` and `things/{device}/readings/{format}`: readings;
 * `things/{device}/report`: firmware and configuration in use;
 * `things/{device}/signed`: something signed for another room, e.g. a camera event: never passed on to who else listens;
 * `things/{device}/commands/{id}/answer`: what became of a command;
 * `things/{device}/commands` is what the city sends.
 */
export function purposeOf(topic: string): Purpose {
  const [root, device, what, third, fourth, ...rest] = topic.split('/')
  if (root !== 'things' || !device) return { kind: 'other', device: undefined }
  if (what === 'readings' && fourth === undefined) return { kind: 'readings', device, format: third ?? '' }
  if (what === 'report' && third === undefined) return { kind: 'report', device }
  if (what === 'signed' && third === undefined) return { kind: 'signed', device }
  if (what === 'commands' && third && fourth === 'answer' && rest.length === 0)
    return { kind: 'answer', device, command: third }
  return { kind: 'other', device }
}

/** Where the city tells a device what to do. */
export const commandTopic = (device: string): string => `things/${device}/commands`
