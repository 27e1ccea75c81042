import fc from 'fast-check'

// A property that fails is made smaller before it is shown; with dear properties that could take hours. Half a minute is enough.
fc.configureGlobal({ interruptAfterTimeLimit: 30_000 })
