import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder, roomOrder } from '../../src/platform/base/index.ts'
import { readGraph } from './import-graph.ts'
import { roomsPicture } from './rooms-picture.ts'

const path = join(projectFolder, 'docs', 'rooms.svg')
writeFileSync(path, roomsPicture(readGraph(projectFolder, ['src']), roomOrder))
process.stdout.write('docs/rooms.svg is up to date\n')
