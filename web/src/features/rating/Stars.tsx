import { StarFilled } from "@ant-design/icons"
import { useId } from "react"
import { useTranslation } from "react-i18next"

const all = [1, 2, 3, 4, 5] as const

/** One to five stars to choose from: radio buttons with a name each, so that arrow keys, a mouse and a screen reader all do. */
export function ChooseStars({ value, onChange, invalid }: { value: number; onChange: (stars: number) => void; invalid: boolean }) {
  const { t } = useTranslation()
  const name = useId()
  return (
    <fieldset className="stars choose" aria-invalid={invalid}>
      <legend>{t("rating.how")}</legend>
      {all.map((stars) => (
        <label key={stars} className={stars <= value ? "star on" : "star"} title={t(`rating.star.${stars}`)}>
          <input type="radio" name={name} value={stars} checked={stars === value} onChange={() => onChange(stars)} className="sr-only" />
          <StarFilled aria-hidden />
          <span className="sr-only">{t(`rating.star.${stars}`)}</span>
        </label>
      ))}
      <span className="small quiet" aria-hidden>{all.map((stars) => (stars === value ? t(`rating.star.${stars}`) : null))}</span>
    </fieldset>
  )
}

/** The stars that were given, one picture with its words. */
export function Stars({ value }: { value: number }) {
  const { t } = useTranslation()
  return (
    <span className="stars" role="img" aria-label={t("rating.given", { stars: value })}>
      {all.map((stars) => <span key={stars} className={stars <= value ? "star on" : "star"}><StarFilled aria-hidden /></span>)}
    </span>
  )
}
