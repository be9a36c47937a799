import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { App as Kit, ConfigProvider } from "antd"
import en from "antd/locale/en_US"
import zh from "antd/locale/zh_CN"
import { useTranslation } from "react-i18next"
import { asProblem } from "../api/problem"
import { currentLanguage, switchLanguage } from "../i18n"
import { theme } from "../styles/theme"
import { makeRouter } from "./router"
import { signedOut } from "./session"

const tries = 2

/** The cache of what the server said. A session that has ended leads to sign-in, wherever that is noticed. */
function makeClient() {
  const noticeEnd = (error: unknown) => {
    if (asProblem(error).status === 401) signedOut(router)
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: noticeEnd }),
    mutationCache: new MutationCache({ onError: noticeEnd }),
    defaultOptions: {
      queries: {
        staleTime: 30_000, // the live stream tells earlier
        refetchOnWindowFocus: false,
        retry: (count, error) => {
          const { status } = asProblem(error)
          return (status === 0 || status >= 502) && count < tries
        },
      },
    },
  })
}

const client = makeClient()
const router = makeRouter()
switchLanguage(currentLanguage())

/** The whole application: language, look, cache and pages. */
export function App() {
  const { i18n } = useTranslation()
  return (
    <ConfigProvider theme={theme} locale={i18n.language === "zh" ? zh : en} button={{ autoInsertSpace: false }} form={{ requiredMark: "optional" }}>
      <Kit message={{ maxCount: 3 }} component={false}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Kit>
    </ConfigProvider>
  )
}
