import { Select, type SelectProps } from "antd"
import type { DefaultOptionType } from "antd/es/select"
import type { KeyboardEvent } from "react"

/** A select of several. Tab leaves it as it is: by itself the select would take or drop what is highlighted, and keep the focus. */
export function SelectMany<V, O extends DefaultOptionType = DefaultOptionType>(props: Omit<SelectProps<V, O>, "mode">) {
  return <Select<V, O> {...props} mode="multiple" onInputKeyDown={leaveByTab} />
}

const leaveByTab = (event: KeyboardEvent) => {
  if (event.key === "Tab") event.stopPropagation()
}
