// The walk that must never break, in a real browser: every story in one city.
import { afterAll, afterEach, beforeAll, describe, vi } from 'vitest'
import { cleanUp } from '../serving/shudu-process.ts'
import { browserPath } from './browser.ts'
import { cameraStories } from './stories/camera.ts'
import { citizenStories } from './stories/citizens.ts'
import { deviceStories } from './stories/devices.ts'
import { dispatchStories } from './stories/dispatch.ts'
import { emergencyStories } from './stories/emergency.ts'
import { galleryStories } from './stories/gallery.ts'
import { hotlineStories } from './stories/hotline.ts'
import { keeperStories } from './stories/keepers.ts'
import { mapStories } from './stories/map.ts'
import { morningStories } from './stories/morning.ts'
import { offlineStories } from './stories/offline.ts'
import { pageStories } from './stories/pages.ts'
import { patrolStories } from './stories/patrol.ts'
import { signStories } from './stories/signs.ts'
import { Walk } from './walk.ts'

if (browserPath === undefined)
  process.stdout.write('The walk through the city is skipped: no Chromium on this machine (see SHUDU_CHROMIUM).\n')

// A story takes a minute and a half on two busy cores; a machine that is busier still may take its time.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 600_000 })

describe.skipIf(browserPath === undefined)('a walk through the city', () => {
  let walk: Walk | undefined
  /** The walk as the stories take it: it is there when one begins. */
  const now = (): Walk => {
    if (walk === undefined) throw new Error('The city did not start')
    return walk
  }

  beforeAll(async () => {
    walk = await Walk.begin()
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await walk?.picture()
    await walk?.goHome()
  })
  afterAll(async () => {
    await walk?.end()
    // Also when it did not even begin.
    await cleanUp()
  })

  hotlineStories(now)
  citizenStories(now)
  offlineStories(now)
  morningStories(now)
  patrolStories(now)
  mapStories(now)
  deviceStories(now)
  dispatchStories(now)
  keeperStories(now)
  signStories(now)
  cameraStories(now)
  emergencyStories(now)
  pageStories(now)
  galleryStories(now)
})
