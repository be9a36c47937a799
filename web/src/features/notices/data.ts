import { useQueryClient } from "@tanstack/react-query"
import { api } from "../../api/client"

/** The newest notices of the viewer, and how many are unread. */
export const useNotices = (limit: number, unread?: boolean) =>
  api.useQuery("get", "/api/v1/notices", { params: { query: { limit, unread } } })

/** Marks notices as read. */
export function useReadNotices() {
  const client = useQueryClient()
  return api.useMutation("post", "/api/v1/notices/read", {
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/notices" }),
  })
}
