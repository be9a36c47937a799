import { useState } from "react"
import { Head, Names } from "../versioned/Head"
import { useEditing } from "../versioned/useEditing"
import { formKind } from "./kind"
import type { Form } from "./model"
import { Preview } from "./Preview"
import { Problems } from "./Problems"
import { Sections } from "./Sections"
import { Versions } from "./Versions"

/** Designs a form, which is shown as it is made. */
export function FormEditor({ form, reload }: { form: Form; reload: () => Promise<Form | undefined> }) {
  const editing = useEditing(formKind, form, reload)
  const { saved, now, draft, problems, change, takeVersion } = editing
  const [open, setOpen] = useState<string>()
  return (
    <div className="template form-designer">
      <Head editing={editing} />
      <div className="template-columns">
        <div className="template-parts">
          <Names id="form" editing={editing} />
          <Sections form={saved} draft={now.draft} problems={problems} open={open} onOpen={setOpen} onChange={(draft) => change({ draft })} />
        </div>
        <div className="template-side">
          <Preview form={saved} draft={draft} />
          <Problems problems={problems} draft={draft} onOpen={setOpen} />
          <Versions form={saved} onTake={takeVersion} />
        </div>
      </div>
    </div>
  )
}
