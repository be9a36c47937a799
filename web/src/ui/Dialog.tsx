import { Modal, type ModalProps } from "antd"
import { useEffect, useState } from "react"

/** A dialog that is open as long as it is drawn, and gives the focus back to what opened it. */
export function Dialog(props: Omit<ModalProps, "open">) {
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    },
    [opener],
  )
  return <Modal {...props} open />
}
