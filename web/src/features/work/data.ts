import { api } from "../../api/client"

const atOnce = 100

/** The open waits on the viewer, in person or also by group and role. */
export const useWork = (mine?: boolean) => api.useQuery("get", "/api/v1/work", { params: { query: { mine, limit: atOnce } } })
