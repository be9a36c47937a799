import { Input } from "antd"

/** An id, taken over when it is whole: whatever names this one follows it. */
export function TypedId({ name, id, onChange }: { name: string; id: string; onChange: (id: string) => void }) {
  const take = (typed: string) => {
    const next = typed.trim()
    if (next !== "" && next !== id) onChange(next)
  }
  return <Input id={name} className="mono" maxLength={40} defaultValue={id} spellCheck={false} onBlur={({ target }) => take(target.value)} onPressEnter={({ currentTarget }) => take(currentTarget.value)} />
}
