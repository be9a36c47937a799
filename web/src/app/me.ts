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

/** Who is signed in, as the shell reads it. */
export const useMeQuery = () => api.useQuery("get", "/api/v1/me", {}, { staleTime: 60_000 })
