/** Just enough of the router to leave a page. */
interface Way {
  state: { location: { pathname: string; href: string } }
  navigate: (to: { to: "/sign-in"; search: { next?: string; ended?: boolean } }) => unknown
}

const open = ["/sign-in", "/password", "/forgot"]

/** Whether a page is for people who are not signed in. */
export const isOpen = (pathname: string) => open.some((path) => pathname === path)

/** Goes to sign-in and remembers where to return. */
export function signedOut(way: Way) {
  const { pathname, href } = way.state.location
  if (isOpen(pathname)) return
  void way.navigate({ to: "/sign-in", search: { next: href, ended: true } })
}

/** Where to go after sign-in: only an address of our own, since the query of an address can be written by anybody. */
export function safeNext(next: string | undefined): string {
  if (!next || !next.startsWith("/") || next.startsWith("//") || next.includes("\\")) return "/"
  const { pathname } = new URL(next, "http://here")
  return isOpen(pathname) ? "/" : next
}
