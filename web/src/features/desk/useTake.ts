import { useQueryClient } from "@tanstack/react-query"
import { App } from "antd"
import { useTranslation } from "react-i18next"
import { api, newKey } from "../../api/client"
import { asProblem } from "../../api/problem"

/** Takes a ticket over from the list; who may not is told why. */
export function useTake() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const act = api.useMutation("post", "/api/v1/records/{number}/acts")
  return (number: string) =>
    act.mutate(
      { params: { path: { number }, header: { "Idempotency-Key": newKey() } }, body: { verb: "take" } },
      {
        onSuccess: () => {
          void message.success(t("desk.taken", { number }))
          void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/incidents" })
        },
        onError: (error) => void message.error(asProblem(error).message),
      },
    )
}
