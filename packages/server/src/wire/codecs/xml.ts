/** Writing XML: elements of trusted names around escaped text. */

export function element(name: string, inner: string, namespace?: string): string {
  const attribute = namespace ? ` xmlns="${text(namespace)}"` : ''
  return `<${name}${attribute}>${inner}</${name}>`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}

// Most text needs no escaping.
const PLAIN = /^[\t\n !#-%'-;=?-~]*$/

/** Escaped text; what XML 1.0 cannot hold becomes U+FFFD. */
export function text(value: string): string {
  if (PLAIN.test(value)) return value
  return value
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"\r]/g, char => ESCAPES[char] ?? char)
}
