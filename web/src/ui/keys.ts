const typing = "input, textarea, select, [contenteditable=true], [role=combobox], [role=dialog] *, [role=menu] *"

/** Whether a key is meant for a field or dialog and not for the page. */
export function isForField(target: EventTarget | null): boolean {
  return target instanceof Element && (target.matches(typing) || document.querySelector(".ant-modal-wrap:not([style*='display: none']), .ant-drawer-open") !== null)
}

/** Binds single keys for the whole page while nothing is being typed; the answer unbinds them. */
export function onKeys(bound: Record<string, (event: KeyboardEvent) => void>): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isForField(event.target)) return
    const act = bound[event.key]
    if (!act) return
    event.preventDefault()
    act(event)
  }
  document.addEventListener("keydown", listen)
  return () => document.removeEventListener("keydown", listen)
}
