import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons"
import { Button, Input } from "antd"
import { useTranslation } from "react-i18next"
import { moved, type Option, option } from "./model"

/** What may be chosen, in order. */
export function Options({ options, onChange }: { options: Option[]; onChange: (options: Option[]) => void }) {
  const { t } = useTranslation()
  const change = (at: number, part: Partial<Option>) => onChange(options.map((one, i) => (i === at ? { ...one, ...part } : one)))
  return (
    <fieldset className="form-parts">
      <legend>{t("forms.options")}</legend>
      <ol>
        {options.map((one, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- an option's id is typed here: it stays where it stands meanwhile
          <li key={at} className="form-part">
            <Input aria-label={t("forms.optionZh", { no: at + 1 })} placeholder={t("forms.zh")} maxLength={200} value={one.name.zh} onChange={({ target }) => change(at, { name: { ...one.name, zh: target.value } })} />
            <Input aria-label={t("forms.optionEn", { no: at + 1 })} placeholder={t("forms.en")} maxLength={200} value={one.name.en} onChange={({ target }) => change(at, { name: { ...one.name, en: target.value } })} />
            <Input aria-label={t("forms.optionId", { no: at + 1 })} className="mono form-part-id" maxLength={40} spellCheck={false} value={one.id} onChange={({ target }) => change(at, { id: target.value })} />
            <span className="form-part-buttons">
              <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden />} aria-label={t("forms.optionUp", { no: at + 1 })} disabled={at === 0} onClick={() => onChange(moved(options, at, -1))} />
              <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden />} aria-label={t("forms.optionDown", { no: at + 1 })} disabled={at === options.length - 1} onClick={() => onChange(moved(options, at, 1))} />
              <Button type="text" size="small" icon={<DeleteOutlined aria-hidden />} aria-label={t("forms.optionRemove", { no: at + 1 })} onClick={() => onChange(options.filter((_, i) => i !== at))} />
            </span>
          </li>
        ))}
      </ol>
      <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => onChange([...options, option(options)])}>{t("forms.addOption")}</Button>
    </fieldset>
  )
}
