import type { JSX } from 'react'
import { Page, Section, useSay } from '../kit/index.ts'

/** What works for whom, what does not yet, and whom to tell (WCAG 2.2 AA, GB/T 37668). */
export function Accessibility(): JSX.Element {
  const say = useSay()
  return (
    <Page title={say({ zh: '无障碍说明', en: 'Accessibility' })}>
      <p>
        {say({
          zh: '每一页都可以只用键盘操作，可以放大到两倍，可以用读屏软件听，颜色不是唯一的提示。地图和图表都有同样内容的列表或表格。',
          en: 'Every page works with the keyboard alone, at 200 % zoom, and with a screen reader; colour is never the only sign. Every map and chart has a list or table with the same content.',
        })}
      </p>
      <Section title={say({ zh: '关怀版', en: 'The large view' })}>
        <p>
          {say({
            zh: '大字、大按钮，一屏只做一件事，能把页面念出来，随时可以打电话找人。页面右上角可以切换。',
            en: 'Large letters, large keys, one thing a screen, read aloud, a person on the telephone at any time. Switch it on at the top right.',
          })}
        </p>
      </Section>
      <Section title={say({ zh: '还有不方便的地方', en: 'Something still in your way' })}>
        <p>
          {say({
            zh: '请告诉我们，我们当作一件诉求来办；也可以拨打 ',
            en: 'Tell us, and it is handled like any other report; or call ',
          })}
          <a href="tel:12345">12345</a>
          {say({ zh: '，由人工全程代办。', en: ', where a person does everything for you.' })}
        </p>
      </Section>
    </Page>
  )
}
