import { type JSX, type ReactNode, useState } from 'react'
import { choice, choices, date, files, longText, money, phone, place, text, yesNo } from '../../kernel/record/index.ts'
import { NoConnection } from '../api/problem.ts'
import { FormView, useForm, type Values } from '../kit/form/index.ts'
import {
  Brand,
  Button,
  Buttons,
  CareSwitch,
  DemoMark,
  DemoStrip,
  Dialog,
  Due,
  Empty,
  Facts,
  Figure,
  Icon,
  IconButton,
  iconNames,
  LanguageSwitch,
  Loading,
  Message,
  Notices,
  notify,
  Page,
  Progress,
  QrCode,
  Section,
  Segments,
  ShortcutKeys,
  SkipLinks,
  StateMark,
  Steps,
  Table,
  ThemeSwitch,
  Timeline,
  Trouble,
  useSay,
  useShortcuts,
} from '../kit/index.ts'
import { ChartSamples } from './chart-samples.tsx'
import styles from './gallery.module.css'
import { MapSample } from './map-sample.tsx'

const hour = 3_600_000

/** Every part of the kit in every state, for the eyes that build with it. Development only. */
export function Gallery(): JSX.Element {
  const say = useSay()
  return (
    <>
      <SkipLinks />
      <DemoStrip />
      <header className={styles.header}>
        <Brand city={say({ zh: '上海', en: 'Shanghai' })} />
        <span className={styles.switches}>
          <CareSwitch />
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </header>
      <main id="main" tabIndex={-1}>
        <Page
          title={say({ zh: '组件', en: 'The kit' })}
          lead={say({
            zh: '纸与墨，一种青，一方朱。每个组件在这里有它的每种状态。',
            en: 'Paper and ink, one teal, one vermilion. Every part in every state.',
          })}
          width="wide"
        >
          <Parts />
          <States />
          <Samples />
          <MapSample />
          <ChartSamples />
          <FormSample />
        </Page>
      </main>
      <Notices />
      <ShortcutKeys />
    </>
  )
}

const Row = ({ children }: { readonly children: ReactNode }): JSX.Element => (
  <div className={styles.row}>{children}</div>
)

function Parts(): JSX.Element {
  const say = useSay()
  const [view, setView] = useState<'map' | 'list'>('map')
  const [open, setOpen] = useState(false)
  useShortcuts({ zh: '列表', en: 'List' }, [
    { keys: 'j', words: { zh: '下一条', en: 'Next' }, run: () => notify({ zh: '下一条', en: 'Next' }) },
    { keys: 'k', words: { zh: '上一条', en: 'Previous' }, run: () => notify({ zh: '上一条', en: 'Previous' }) },
    {
      keys: 'g m',
      words: { zh: '到我的工作', en: 'Go to my work' },
      run: () => notify({ zh: '我的工作', en: 'My work' }),
    },
  ])
  return (
    <>
      <Section title={say({ zh: '动作', en: 'Actions' })}>
        <Row>
          <Button tone="primary" after="go">
            {say({ zh: '提交诉求', en: 'Send the report' })}
          </Button>
          <Button>{say({ zh: '存为草稿', en: 'Keep a draft' })}</Button>
          <Button tone="quiet" icon="plus">
            {say({ zh: '补充照片', en: 'Add photos' })}
          </Button>
          <Button tone="danger">{say({ zh: '撤回', en: 'Withdraw' })}</Button>
          <Button tone="primary" busy>
            {say({ zh: '正在提交', en: 'Sending' })}
          </Button>
          <Button shortcut="a">{say({ zh: '接单', en: 'Accept' })}</Button>
          <IconButton icon="bell" label={say({ zh: '通知', en: 'Notifications' })} />
          <Segments
            label={say({ zh: '看法', en: 'View' })}
            value={view}
            onChange={setView}
            options={[
              { value: 'map', words: say({ zh: '地图', en: 'Map' }) },
              { value: 'list', words: say({ zh: '列表', en: 'List' }) },
            ]}
          />
          <Button onClick={() => setOpen(true)}>{say({ zh: '打开对话框', en: 'Open a dialog' })}</Button>
        </Row>
        <Dialog
          title={say({ zh: '撤回这件诉求？', en: 'Withdraw this report?' })}
          open={open}
          onClose={() => setOpen(false)}
        >
          <p>
            {say({ zh: '撤回后不再办理，记录仍会保留。', en: 'It will not be handled any more; its record stays.' })}
          </p>
          <br />
          <Buttons>
            <Button tone="danger" onClick={() => setOpen(false)}>
              {say({ zh: '撤回', en: 'Withdraw' })}
            </Button>
            <Button onClick={() => setOpen(false)}>{say({ zh: '不撤回', en: 'Keep it' })}</Button>
          </Buttons>
        </Dialog>
      </Section>
      <Section title={say({ zh: '状态', en: 'States' })}>
        <Row>
          <StateMark shape="new">{say({ zh: '待分拣', en: 'To be sorted' })}</StateMark>
          <StateMark shape="sent" tone="active">
            {say({ zh: '已派单', en: 'Dispatched' })}
          </StateMark>
          <StateMark shape="working" tone="active">
            {say({ zh: '办理中', en: 'In hand' })}
          </StateMark>
          <StateMark shape="waiting">{say({ zh: '等您回答', en: 'Waits for your answer' })}</StateMark>
          <StateMark shape="returned" tone="soon">
            {say({ zh: '已退回', en: 'Returned' })}
          </StateMark>
          <StateMark shape="done" tone="active">
            {say({ zh: '已办结', en: 'Handled' })}
          </StateMark>
          <StateMark shape="closed" tone="still">
            {say({ zh: '已归档', en: 'Closed' })}
          </StateMark>
          <Due at={Date.now() + 30 * hour} />
          <Due at={Date.now() + 2 * hour} />
          <Due at={Date.now() - 50 * hour} />
          <DemoMark />
        </Row>
      </Section>
      <Section title={say({ zh: '图标', en: 'Icons' })}>
        <div className={styles.icons}>
          {iconNames.map((name) => (
            <span key={name}>
              <Icon name={name} size={1.6} />
              <small>{name}</small>
            </span>
          ))}
        </div>
      </Section>
    </>
  )
}

function States(): JSX.Element {
  const say = useSay()
  return (
    <Section title={say({ zh: '空、错、断、冲突', en: 'Empty, error, offline, conflict' })}>
      <div className={styles.columns}>
        <Empty
          icon="check"
          title={say({ zh: '现在没有待办', en: 'Nothing to do now' })}
          action={<Button>{say({ zh: '看看本单位的', en: 'See the office’s work' })}</Button>}
        >
          {say({ zh: '新派来的会自动出现在这里。', en: 'What is dispatched to you appears here by itself.' })}
        </Empty>
        <Loading />
        <Trouble error={new NoConnection('sample')} again={() => {}} />
        <Message tone="warning" title={say({ zh: '别人刚刚改动了这件事', en: 'Somebody has just changed this case' })}>
          {say({
            zh: '徐家汇街道 14:02 已接单。您的操作还没有生效。',
            en: 'Xujiahui accepted it at 14:02. Your action has not taken effect.',
          })}
        </Message>
        <Message
          tone="urgent"
          title={say({ zh: '督办：今日 18:00 前答复', en: 'Supervised: answer by 18:00 today' })}
        />
        <Message
          tone="done"
          title={say({ zh: '已提交，编号 2026-1120-0042-7', en: 'Sent, number 2026-1120-0042-7' })}
        />
      </div>
      <Steps
        at={1}
        names={[
          say({ zh: '说清楚', en: 'Say it' }),
          say({ zh: '在哪里', en: 'Where' }),
          say({ zh: '照片', en: 'Photos' }),
        ]}
      />
      <Progress done={612} all={1442} words={say({ zh: '已读 612 行，共 1,442 行', en: '612 of 1,442 rows read' })} />
    </Section>
  )
}

function Samples(): JSX.Element {
  const say = useSay()
  const now = Date.now()
  return (
    <>
      <Section title={say({ zh: '数字', en: 'Figures' })}>
        <div className={styles.figures}>
          <Figure
            title={say({ zh: '按时办结率', en: 'Handled on time' })}
            value="94.1"
            unit="%"
            source={say({ zh: '412 / 438 件', en: '412 of 438 cases' })}
            at={now}
            opens="/kit"
            demo
            change={say({ zh: '较上周 +1.2', en: '+1.2 on last week' })}
          />
          <Figure
            title={say({ zh: '满意率', en: 'Satisfied' })}
            value={null}
            source={say({ zh: '0 件', en: '0 cases' })}
            at={now}
          />
          <Figure
            size="l"
            title={say({ zh: '办理中', en: 'In hand' })}
            value="1,284"
            unit={say({ zh: '件', en: 'cases' })}
            source={say({ zh: '全市', en: 'Whole city' })}
            at={now}
            opens="/kit"
          />
        </div>
      </Section>
      <Section title={say({ zh: '经过', en: 'Timeline' })}>
        <div className={styles.columns}>
          <Timeline
            label={say({ zh: '办理经过', en: 'What happened' })}
            moments={[
              {
                key: '1',
                at: now - 30 * hour,
                shape: 'new',
                title: say({ zh: '您提交了诉求', en: 'You sent the report' }),
              },
              {
                key: '2',
                at: now - 28 * hour,
                shape: 'sent',
                tone: 'active',
                title: say({ zh: '派给徐家汇街道', en: 'Sent to Xujiahui Subdistrict' }),
                who: say({ zh: '徐汇区城运中心', en: 'Xuhui operation centre' }),
                body: <p>{say({ zh: '要求 3 个工作日内办结。', en: 'To be handled within 3 working days.' })}</p>,
              },
              {
                key: '3',
                at: now - 2 * hour,
                shape: 'working',
                tone: 'active',
                title: say({ zh: '正在办理', en: 'Being handled' }),
              },
              { key: '4', shape: 'done', ahead: true, title: say({ zh: '答复您', en: 'You are answered' }) },
            ]}
          />
          <div>
            <Facts
              facts={[
                [
                  say({ zh: '编号', en: 'Number' }),
                  <span key="n" className="unit">
                    2026-1120-0042-7
                  </span>,
                ],
                [
                  say({ zh: '地点', en: 'Place' }),
                  say({ zh: '徐汇区漕溪北路 88 号', en: '88 North Caoxi Road, Xuhui' }),
                ],
                [say({ zh: '期限', en: 'Due' }), <Due key="d" at={now + 30 * hour} />],
              ]}
            />
            <br />
            <QrCode
              text="https://city.example/t/7KQ2M9"
              label={say({ zh: '查询链接的二维码', en: 'QR code of the link' })}
              size={8}
            />
          </div>
        </div>
      </Section>
      <Section title={say({ zh: '表', en: 'Table' })}>
        <Table
          caption={say({ zh: '各区办结情况', en: 'Handled by district' })}
          columns={[
            { key: 'name', title: say({ zh: '区', en: 'District' }), cell: (row) => row.name, head: true },
            { key: 'all', title: say({ zh: '受理', en: 'Received' }), cell: (row) => row.all, number: true },
            { key: 'rate', title: '%', cell: (row) => row.rate, number: true },
          ]}
          rows={[
            { name: say({ zh: '黄浦区', en: 'Huangpu' }), all: '1,204', rate: '93.1' },
            { name: say({ zh: '徐汇区', en: 'Xuhui' }), all: '987', rate: '95.6' },
          ]}
          keyOf={(row) => row.name}
        />
      </Section>
    </>
  )
}

const fields = {
  words: longText(
    { zh: '发生了什么', en: 'What happened' },
    { max: 60, hint: { zh: '用自己的话说就行', en: 'In your own words' } },
  ),
  kind: choice(
    { zh: '您想要', en: 'You want to' },
    { ask: { zh: '咨询', en: 'Ask' }, help: { zh: '求助', en: 'Get help' }, complain: { zh: '投诉', en: 'Complain' } },
  ),
  more: choices(
    { zh: '影响到', en: 'It affects' },
    { road: { zh: '出行', en: 'Getting about' }, sleep: { zh: '休息', en: 'Sleep' } },
    { optional: true },
  ),
  place: place({ zh: '在哪里', en: 'Where' }),
  photos: files({ zh: '照片', en: 'Photos' }, { optional: true, max: 4 }),
  again: yesNo({ zh: '以前反映过吗', en: 'Reported before?' }),
  name: text({ zh: '怎么称呼您', en: 'Your name' }, { optional: true }),
  phone: phone({ zh: '手机', en: 'Mobile' }, { optional: true }),
  since: date({ zh: '从哪天开始', en: 'Since which day' }, { optional: true }),
  cost: money({ zh: '涉及金额', en: 'Amount' }, { optional: true }),
}

function FormSample(): JSX.Element {
  const say = useSay()
  const [values, setValues] = useState<Values>({})
  const form = useForm(fields, values, setValues)
  return (
    <Section title={say({ zh: '表单（由声明得出）', en: 'A form, from its declaration' })}>
      <div className={styles.form}>
        <FormView
          form={form}
          submit={say({ zh: '提交', en: 'Send' })}
          onSubmit={() => notify({ zh: '都填对了', en: 'All right' })}
        />
      </div>
    </Section>
  )
}
