/** Text that the server has rendered from Markdown and sanitised; nothing else may be passed here. */
export function Markdown({ html }: { html: string }) {
  // oxlint-disable-next-line react/no-danger -- sanitised by the server, and the page's policy runs no inline script
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: html }} />
}
