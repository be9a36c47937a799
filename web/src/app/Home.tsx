import { Navigate } from "@tanstack/react-router"
import { useMe } from "./me"

/** Everybody begins where they work: the desk's people at the desk, others at the portal. */
export function Home() {
  return useMe().permissions.desk ? <Navigate to="/desk" search={{}} replace /> : <Navigate to="/portal" replace />
}
