import { expect, it } from 'vitest'
import { playStory } from '../../src/cli/demo/story.ts'
import { openHouse } from '../house.ts'

it('plays the story of a bot, a role and a conversation log as the documents tell it', async () => {
  await using house = await openHouse({ sample: true })
  const printed: string[] = []
  const played = await playStory(house.server, line => printed.push(line))
  expect(played.filter(step => !step.asExpected)).toEqual([])
  expect(played.filter(step => step.outcome === 'refused').map(step => step.title)).toEqual([
    'clara turns on conversation logs without iam:PassRole',
    'clara turns them on for `other`',
  ])
  expect(printed.join('\n')).toContain('To grant it, add to a policy of the caller:')
})
