// Sets theme, care scale and language on <html> before the first paint, from what this person chose last time.
;(() => {
  var root = document.documentElement
  var read = (name) => {
    try {
      return localStorage.getItem(`shudu.${name}`)
    } catch (_) {
      return null // storage is blocked in some embedded browsers; defaults are fine then
    }
  }
  var asked = new URLSearchParams(location.search)
  var language = asked.get('lang') || read('language') || (/^zh/i.test(navigator.language || 'zh') ? 'zh' : 'en')
  var theme = asked.get('theme') || read('theme') || 'auto'
  var dark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  // The page that came drawn is the first page in Chinese at the ordinary scale; for anything else it waits unseen.
  var drawn = location.pathname === '/' && language !== 'en' && (asked.get('care') || read('care')) !== 'on'
  root.dataset.drawn = drawn ? 'yes' : 'no'
  root.lang = language === 'en' ? 'en' : 'zh-CN'
  root.dataset.theme = dark ? 'dark' : 'light'
  root.dataset.care = (asked.get('care') || read('care')) === 'on' ? 'on' : 'off'
})()
