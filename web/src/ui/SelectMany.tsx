import { Select, type SelectProps } from "antd"
import type { DefaultOptionType } from "antd/es/select"
import type { KeyboardEvent } from "react"

/** A select of several, of new words too where its mode is tags. Tab leaves it as it is: by itself the select would take or drop what is highlighted, and keep the focus. */
export function SelectMany<V, O extends DefaultOptionType = DefaultOptionType>({ mode = "multiple", ...props }: SelectProps<V, O>) {
  return <Select<V, O> {...props} mode={mode} onInputKeyDown={leaveByTab} />
}

const leaveByTab = (event: KeyboardEvent) => {
  if (event.key === "Tab") event.stopPropagation()
}
