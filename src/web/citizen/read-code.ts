/** The secret code inside what was typed or pasted: bare, in groups, or in a whole link. */
export function readCode(typed: string): string | undefined {
  const bare = typed.trim().toLowerCase().replace(/[\s-]/g, '')
  return /^[2-9a-z]{12}$/.test(bare) ? bare : /\/t\/([2-9a-z]{12})(?![2-9a-z])/.exec(typed.trim())?.[1]
}
