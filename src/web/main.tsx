import './kit/style/tokens.css'
import './kit/style/base.css'
import './kit/style/parts.css'
import { createRoot } from 'react-dom/client'
import { Application } from './shell/application.tsx'
import { registerWorker } from './shell/register-worker.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
root.dataset.live = ''
createRoot(root).render(<Application />)
registerWorker()
