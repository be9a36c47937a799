import type { paper as en } from "../en/paper"
import type { Shape } from "../shape"

export const paper: Shape<typeof en> = {
  page: "打印页面",
  pdfOne: "PDF",
  save: "导出列表",
  saveSelected: "导出或打印",
  csv: "表格（CSV）",
  xlsx: "工作簿（XLSX）",
  pdf: "全部打印（PDF）",
  making: "正在生成文件",
  waiting: "正在排队……",
  progress: "已完成 {{done}}／{{total}}",
  composing: "{{total}} 条均已读取，正在生成文件……",
  stop: "停止",
  saved: "已保存：{{name}}",
  leftOut_one: "文件已保存，其中 {{count}} 条您已无权查看，未包含在内。",
  leftOut_other: "文件已保存，其中 {{count}} 条您已无权查看，未包含在内。",
  selected_one: "已选择 {{count}} 条",
  selected_other: "已选择 {{count}} 条",
  select: "选择 {{number}}",
  clear: "清除",
}
