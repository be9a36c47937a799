import { Button } from "antd"
import { useTranslation } from "react-i18next"
import type { Ref } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { nameIn } from "../../../ui/names"
import { type Fetched, Nothing, Shown } from "../../../ui/States"
import { When } from "../../../ui/When"

interface Published<D> {
  version: number
  definition: D
  published_at: string
  published_by: Ref | null
}

interface Props<V extends Published<D>, D> {
  query: Fetched<{ items: V[] }>
  /** How much goes by a version. */
  line: (version: V) => string
  onTake: (draft: D, version: number) => void
}

/** What was published, when and by whom, and how much goes by it. */
export function Versions<V extends Published<D>, D>({ query, line, onTake }: Props<V, D>) {
  const { t } = useTranslation()
  return (
    <section className="panel padded" aria-label={t("versioned.versions")}>
      <h2>{t("versioned.versions")}</h2>
      <Shown query={query}>
        {({ items }) => items.length === 0 ? <Nothing small title={t("versioned.noVersions")} /> : (
          <ul className="template-versions">
            {items.map((one) => (
              <li key={one.version}>
                <div>
                  <b>{t("versioned.version", { version: one.version })}</b> <span className="quiet small">{nameIn(one.published_by, currentLanguage())} <When at={one.published_at} as="short" /></span>
                  <div className="small">{line(one)}</div>
                </div>
                <Button size="small" onClick={() => onTake(one.definition, one.version)}>{t("versioned.take")}</Button>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </section>
  )
}
