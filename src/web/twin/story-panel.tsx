import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link } from 'react-router'
import { beginStory, dropStory, keepStory, type Story, storiesQuery } from '../api/stories.ts'
import { Button, notify, Trouble, useSay } from '../kit/index.ts'
import styles from './map-desk.module.css'

/** Tells stories: what is seen now is put behind a story of one's own, or begins a new one; all that may be read are listed. */
export function StoryPanel({ address }: { readonly address: string }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const { data } = useQuery(storiesQuery)
  const [words, setWords] = useState({ zh: '', en: '' })
  const [into, setInto] = useState('')
  const stories = data?.items ?? []
  const own = stories.filter(({ isOwn }) => isOwn)
  const anew = (): Promise<void> => client.invalidateQueries({ queryKey: storiesQuery.queryKey })
  const adding = useMutation({
    mutationFn: async () => {
      const view = { address, words }
      const story = own.find(({ id }) => id === into)
      if (story) await keepStory({ ...story, views: [...story.views, view] })
      else await beginStory({ title: words, views: [view], isShared: false })
    },
    onSuccess: async () => {
      setWords({ zh: '', en: '' })
      await anew()
      notify({ zh: '画面已放进故事', en: 'The view is in the story' })
    },
  })
  const changing = useMutation({ mutationFn: (change: () => Promise<void>) => change(), onSuccess: anew })
  const isReady = words.zh.trim() !== '' && words.en.trim() !== ''
  return (
    <details className={styles.group}>
      <summary>{say({ zh: '故事', en: 'Stories' })}</summary>
      <div className={styles.filters}>
        <ul className={styles.relations}>
          {stories.map((story) => (
            <li key={story.id}>
              <Link to={`/city/stories/${story.id}`}>{say(story.title)}</Link>{' '}
              <small>
                {say.count(story.views.length, { zh: '{n} 幅', en: { one: 'one view', other: '{n} views' } })}
                {story.isShared ? say({ zh: ' · 已共享', en: ' · shared' }) : ''}
              </small>
              {story.isOwn ? <Own story={story} onChange={(change) => changing.mutate(change)} /> : null}
            </li>
          ))}
        </ul>
        <label>
          {say({ zh: '放进哪个故事', en: 'Into which story' })}
          <select value={into} onChange={({ target }) => setInto(target.value)}>
            <option value="">{say({ zh: '新故事', en: 'A new one' })}</option>
            {own.map(({ id, title }) => (
              <option key={id} value={id}>
                {say(title)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say({ zh: '这幅画面的中文说明', en: 'What it shows, in Chinese' })}
          <textarea
            rows={2}
            lang="zh-CN"
            value={words.zh}
            onChange={({ target }) => setWords({ ...words, zh: target.value })}
          />
        </label>
        <label>
          {say({ zh: '这幅画面的英文说明', en: 'What it shows, in English' })}
          <textarea
            rows={2}
            lang="en"
            value={words.en}
            onChange={({ target }) => setWords({ ...words, en: target.value })}
          />
        </label>
        <Button size="s" disabled={!isReady} busy={adding.isPending} onClick={() => adding.mutate()}>
          {say({ zh: '放进当前画面', en: 'Put this view in' })}
        </Button>
        {adding.error ? <Trouble error={adding.error} /> : null}
        {changing.error ? <Trouble error={changing.error} /> : null}
      </div>
    </details>
  )
}

function Own({
  story,
  onChange,
}: {
  readonly story: Story
  readonly onChange: (change: () => Promise<void>) => void
}): JSX.Element {
  const say = useSay()
  return (
    <>
      <Button
        size="s"
        tone="quiet"
        aria-pressed={story.isShared}
        onClick={() => onChange(() => keepStory({ ...story, isShared: !story.isShared }))}
      >
        {say({ zh: '共享', en: 'Share' })}
      </Button>
      <Button
        size="s"
        tone="quiet"
        aria-label={say({ zh: '删除故事{title}', en: 'Take {title} away' }, { title: say(story.title) })}
        onClick={() => onChange(() => dropStory(story.id))}
      >
        {say({ zh: '删除', en: 'Take away' })}
      </Button>
    </>
  )
}
