import {
  NotAcceptableException,
  UnsupportedMediaTypeException,
} from '../../wire/models/lex-runtime.ts'

/**
 * What goes in and out as text. Speech is not understood and not spoken here, so its types are refused as
 * types that nobody knows are (spec/lex-runtime.md §1.5).
 */

/** @throws UnsupportedMediaTypeException for anything but text in UTF-8 */
export function assertTextInput(contentType: string): void {
  const { type, parameters } = parse(contentType)
  const charset = parameters.get('charset') ?? 'utf-8'
  if (type === 'text/plain' && charset === 'utf-8') return
  throw UnsupportedMediaTypeException(
    `The Content-Type header (${contentType.slice(0, 100)}) is not supported. Use text/plain; charset=utf-8.`,
  )
}

/** @throws NotAcceptableException for anything but text in UTF-8 */
export function assertTextOutput(accept: string | undefined): void {
  if (accept === undefined || accept.trim() === '') return
  const { type, parameters } = parse(accept)
  const charset = parameters.get('charset') ?? 'utf-8'
  if (['text/plain', 'text/*', '*/*'].includes(type) && charset === 'utf-8') return
  throw NotAcceptableException(
    `The Accept header (${accept.slice(0, 100)}) is not supported. Use text/plain; charset=utf-8.`,
  )
}

/** Parameters in any order, spaces anywhere, letters of any case. */
function parse(header: string): {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
} {
  const [type = '', ...rest] = header.toLowerCase().replace(/\s/g, '').split(';')
  const parameters = rest.map(parameter => {
    const [name = '', value = ''] = parameter.split('=')
    return [name, value.replace(/^"(.*)"$/, '$1')] as const
  })
  return { type, parameters: new Map(parameters) }
}
