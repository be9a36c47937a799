import { Problem } from "../../api/problem"

/** How far a file is that is being made. */
export interface Progress {
  done: number
  total: number
}

/** A file that has been made; leftOut are records that were moved out of sight meanwhile. */
export interface Saved {
  name: string
  blob: Blob
  leftOut: number
}

interface Line extends Progress {
  file?: { name: string; type: string; size: number }
  left_out?: number
  problem?: { status: number; code: string; detail: string; field?: string; errors?: { field: string; detail: string }[] }
}

const newline = 10

/** Reads an answer of an export: lines that tell how far it is, then the file. A problem that it tells, and an answer that broke off, are thrown. */
export async function readExport(stream: ReadableStream<Uint8Array>, onProgress: (progress: Progress) => void): Promise<Saved> {
  const reader = stream.getReader()
  let rest = new Uint8Array()
  let made: Line | undefined
  for (let end = false; !end;) {
    const { done, value } = await reader.read()
    end = done
    if (value) rest = joined(rest, value)
    for (let at = made ? -1 : rest.indexOf(newline); at >= 0; at = made ? -1 : rest.indexOf(newline)) {
      const line = JSON.parse(new TextDecoder().decode(rest.subarray(0, at))) as Line
      rest = rest.slice(at + 1)
      if (line.problem) throw new Problem(line.problem.status, line.problem.code, line.problem.detail, line.problem.field, line.problem.errors)
      onProgress({ done: line.done, total: line.total })
      if (line.file) made = line
    }
  }
  if (!made?.file || rest.length !== made.file.size) throw new TypeError("the answer broke off")
  return { name: made.file.name, blob: new Blob([rest], { type: made.file.type }), leftOut: made.left_out ?? 0 }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
