import { createContext, useContext } from "react"
import { api } from "../api/client"
import type { Me } from "../api/types"

export const MeContext = createContext<Me | undefined>(undefined)

/** The person who is signed in; only below the shell, where there always is one. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error("useMe outside of the shell")
  return me
}

const workers = new Set(["agent", "technician", "manager", "admin"])

/** Whether a person works on tickets of others, and so records them on behalf; an auditor only reads. */
export const worksAtDesk = (me: Pick<Me, "roles">) => me.roles.some((role) => workers.has(role))

/** Who is signed in, as the shell reads it. */
export const useMeQuery = () => api.useQuery("get", "/api/v1/me", {}, { staleTime: 60_000 })
