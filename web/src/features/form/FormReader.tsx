import { currentLanguage } from "../../i18n"
import { FieldValue } from "./FieldValue"
import { Hint } from "./FormFields"
import { type FormView, present, textIn } from "./model"

/** What was filled in, as somebody may read it. Sections of one form have their headings where there are several. */
export function FormReader({ view }: { view: FormView }) {
  const language = currentLanguage()
  const sections = present(view)
  return (
    <div className="form-reader">
      {sections.map((section) => (
        <section key={section.id} aria-label={textIn(section.name, language)}>
          {sections.length > 1 ? <h3>{textIn(section.name, language)}</h3> : null}
          <dl>
            {section.fields.map((field) => {
              const name = textIn(field.name, language)
              if (field.kind === "hint") return <div key={field.id} className="wide"><dt className="sr-only">{name}</dt><dd><Hint name={name} text={textIn(field.help, language)} /></dd></div>
              return <div key={field.id} className={field.kind === "table" || field.kind === "paragraph" ? "wide" : ""}><dt>{name}</dt><dd><FieldValue field={field} value={view.values[field.id]} names={view.names} /></dd></div>
            })}
          </dl>
        </section>
      ))}
    </div>
  )
}
