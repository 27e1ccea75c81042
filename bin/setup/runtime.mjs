// The Node that runs Shudu: the machine's own from 24.7 on, else the pinned one from the npm registry, in .runtime/.
import * as crypto from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone, npm, project, tell } from './machine.mjs'

/** What the registry holds for each system, with the integrity of the package. */
const pinned = {
  'linux-x64': {
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    version: '24.21.0',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'darwin-x64': {
    version: '24.18.1',
    integrity: 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
}

/** Is this Node good enough: 24 or later, with Argon2 for passwords (24.7, and an OpenSSL from 3.2 on)? */
function isGoodEnough() {
  if (Number(process.versions.node.split('.')[0]) < 24 || typeof crypto.argon2Sync !== 'function') return false
  try {
    const least = { message: 'x', nonce: '12345678', parallelism: 1, tagLength: 4, memory: 8, passes: 1 }
    return crypto.argon2Sync('argon2id', least).length === 4
  } catch {
    return false // Built against an OpenSSL of the system that does not know it.
  }
}

/** Path of a Node that is good enough; installs one when the machine's is not. */
export async function ensureRuntime() {
  if (isGoodEnough()) return process.execPath
  const system = `${process.platform}-${process.arch}`
  const pin = pinned[system]
  if (pin === undefined)
    throw new Error(
      `Shudu needs Node 24 or later; this is ${process.version}, and the registry has none for ${system}. Please install Node 24.`,
    )
  const folder = join(project, '.runtime')
  const node = join(folder, 'node_modules', `node-${system}`, 'bin', 'node')
  if (!existsSync(node)) await alone(() => (existsSync(node) ? undefined : install(folder, `node-${system}`, pin)))
  chmodSync(node, 0o755)
  return node
}

async function install(folder, name, { version, integrity }) {
  tell(`Bringing in Node ${version} (once; the machine's ${process.version} is too old)…`)
  mkdirSync(folder, { recursive: true })
  const root = { name: 'shudu-runtime', private: true, dependencies: { [name]: version } }
  const packages = { '': root, [`node_modules/${name}`]: { version, integrity } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(root))
  // A lock of our own, so that npm refuses a package whose bytes are not those that were pinned.
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name: root.name, lockfileVersion: 3, requires: true, packages }),
  )
  writeFileSync(join(folder, '.npmrc'), 'omit-lockfile-registry-resolved=true\n')
  try {
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder)
  } catch (cause) {
    throw new Error(
      `Node ${version} could not be brought in. Install Node 24 yourself, or make the npm registry reachable.\n${cause.message}`,
    )
  }
}
