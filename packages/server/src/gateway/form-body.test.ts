import { expect, it } from 'vitest'
import { gather } from '../blobs/gather.ts'
import { readForm } from './form-body.ts'

async function* sent(...lines: string[]) {
  yield Buffer.from(lines.join('\r\n'))
}

it('takes the name of a field for its name, wherever the name of its file stands', async () => {
  const form = await readForm(
    'multipart/form-data; boundary=b',
    sent(
      ...['--b', 'Content-Disposition: form-data; name="key"', '', 'k'],
      ...['--b', 'Content-Disposition: form-data; filename="f"; name="file"', '', 'bytes', '--b--'],
    ),
  )
  expect([[...form.fields], form.fileName]).toEqual([[['key', 'k']], 'f'])
  expect((await gather(form.file)).toString()).toBe('bytes')
})
