import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, EditOutlined, HolderOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { useTranslation } from "react-i18next"

/** By what a part of a draft is dragged; the arrows do the same by keyboard. */
export function Handle({ id, name, onHold }: { id: string; name: string; onHold: (id: string | undefined) => void }) {
  const { t } = useTranslation()
  return (
    <span
      className="template-handle" draggable aria-hidden title={t("versioned.drag", { name })}
      onDragStart={(event) => {
        onHold(id)
        event.dataTransfer.effectAllowed = "move"
        event.dataTransfer.setData("text/plain", id)
      }}
      onDragEnd={() => onHold(undefined)}
    ><HolderOutlined /></span>
  )
}

interface Props {
  name: string
  first: boolean
  last: boolean
  open: boolean
  /** Why it cannot be removed. */
  kept?: string | undefined
  onMove: (by: 1 | -1) => void
  onOpen: () => void
  onRemove: () => void
}

/** What may be done with a part of a draft: moved up and down, opened, removed. */
export function PartButtons({ name, first, last, open, kept, onMove, onOpen, onRemove }: Props) {
  const { t } = useTranslation()
  return (
    <>
      <Button type="text" icon={<ArrowUpOutlined aria-hidden />} aria-label={t("versioned.up", { name })} disabled={first} onClick={() => onMove(-1)} />
      <Button type="text" icon={<ArrowDownOutlined aria-hidden />} aria-label={t("versioned.down", { name })} disabled={last} onClick={() => onMove(1)} />
      <Button type="text" icon={<EditOutlined aria-hidden />} aria-label={t("versioned.edit", { name })} aria-expanded={open} onClick={onOpen} />
      <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("versioned.remove", { name })} disabled={kept !== undefined} title={kept} onClick={onRemove} />
    </>
  )
}
