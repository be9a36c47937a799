/** A file that is to be a draft's and that the server does not have yet. */
export interface KeptFile {
  uuid: string
  login: string
  draft: string
  name: string
  file: File
}

const files = "files"

let database: Promise<IDBDatabase> | undefined

/** Opens this browser's own store of files; what is kept as text is too small for them. */
function open() {
  database ??= new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open("steward-unsent", 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(files, { keyPath: "uuid" })
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error ?? new Error("refused"))
  })
  return database
}

/** Does one thing to the store. A browser that keeps nothing, or is full, is no reason to stop: the file goes to the server all the same. */
async function ask<T>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest, otherwise: T): Promise<T> {
  try {
    const store = (await open()).transaction(files, mode).objectStore(files)
    return await new Promise((resolve, reject) => {
      const asked = what(store)
      asked.onsuccess = () => resolve(asked.result as T)
      asked.onerror = () => reject(asked.error ?? new Error("refused"))
    })
  } catch {
    return otherwise
  }
}

/** Keeps a file in this browser until the server has it. */
export const keepFile = (file: KeptFile) => ask<unknown>("readwrite", (store) => store.put(file), undefined)

export const dropFile = (uuid: string) => ask<unknown>("readwrite", (store) => store.delete(uuid), undefined)

/** The files of this person that the server does not have yet. */
export const keptFiles = async (login: string) => (await ask<KeptFile[]>("readonly", (store) => store.getAll(), [])).filter((file) => file.login === login)
