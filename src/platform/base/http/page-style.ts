const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign)

/** How pages look that the server draws itself. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: light-dark(#1c1b19, #eceae4); --paper: light-dark(#fbfaf7, #191917); --rule: light-dark(#ddd9cf, #3a3934); --teal: light-dark(#0b5c63, #6cc5c9); --quiet: light-dark(#5c594f, #a9a597); }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.7 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif; }
main, header { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
header { border-bottom: 1px solid var(--rule); }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--rule); }
a { color: var(--teal); } nav a { margin-right: 1rem; }
details { border-bottom: 1px solid var(--rule); padding: .5rem 0; } summary { cursor: pointer; }
code, pre { font-family: ui-monospace, "Cascadia Mono", Menlo, monospace; font-size: .9em; }
pre { overflow-x: auto; padding: .75rem 1rem; border-left: 2px solid var(--rule); line-height: 1.5; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 600; color: var(--teal); }
.quiet { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }`
