import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined, ExclamationCircleFilled, PauseCircleOutlined, StopOutlined, WarningFilled } from "@ant-design/icons"
import type { ReactNode } from "react"
import type { Clock } from "../../../api/types"
import { type Look, lookOf } from "./model"

const icons: Record<Look, ReactNode> = {
  fine: <ClockCircleOutlined aria-hidden />,
  soon: <WarningFilled aria-hidden />,
  late: <ExclamationCircleFilled aria-hidden />,
  hold: <PauseCircleOutlined aria-hidden />,
  met: <CheckCircleOutlined aria-hidden />,
  missed: <CloseCircleOutlined aria-hidden />,
  dropped: <StopOutlined aria-hidden />,
}

/** The sign of how a clock stands. */
export const LookIcon = ({ clock }: { clock: Clock }) => icons[lookOf(clock)]
