import { Alert, Radio } from "antd"
import { useTranslation } from "react-i18next"
import type { Clash } from "./merge"

export type Side = "mine" | "theirs"

interface Props {
  clashes: readonly Clash[]
  chosen: Readonly<Record<string, Side>>
  onChoose: (name: string, side: Side) => void
  /** How a field is called, and how its value reads. */
  label: (name: string) => string
  show: (name: string, value: unknown) => string
  who: string // who was faster, "" if that is not known
}

/** The fields that two people changed: both versions, and which of them is to stand. */
export function Clashes({ clashes, chosen, onChoose, label, show, who }: Props) {
  const { t } = useTranslation()
  return (
    <Alert
      type="warning"
      role="alert"
      className="form-alert two-versions"
      title={who ? t("conflict.titleBy", { who }) : t("conflict.title")}
      description={
        <>
          <p>{t("conflict.text")}</p>
          {clashes.map(({ name, mine, theirs }) => (
            <fieldset key={name} className="clash">
              <legend>{label(name)}</legend>
              <Radio.Group className="versions" aria-label={label(name)} value={chosen[name]} onChange={(event) => onChoose(name, event.target.value as Side)}>
                <Radio value="mine"><b>{t("conflict.mine")}</b><span className="version">{show(name, mine)}</span></Radio>
                <Radio value="theirs"><b>{t("conflict.theirs")}</b><span className="version">{show(name, theirs)}</span></Radio>
              </Radio.Group>
            </fieldset>
          ))}
        </>
      }
    />
  )
}
