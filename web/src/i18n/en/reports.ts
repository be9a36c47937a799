/** What happened in a period, and how many promises were kept. */
export const reports = {
  title: "Reports",
  of: { tickets: "Tickets", levels: "Service levels" },
  text: {
    tickets: "What happened in the period to the tickets that you may see. A ticket counts under what it is now; the time to resolve is by the clock on the wall.",
    levels: "How the clocks of the tickets that you may see ended. A deadline that was passed counts in the period in which it was passed, whether the clock has been stopped since or not.",
  },
  byLabel: "Report by",
  by: { month: "Month", week: "Week", customer: "Customer", kind: "Kind", service: "Service", priority: "Priority", group: "Group", policy: "Policy", clock: "Clock" },
  any: { customer: "Any customer", service: "Any service", group: "Any group" },
  weekFrom: "week from {{day}}",
  none: { customer: "Own organisation", service: "Without a service", group: "Without a group", other: "None" },
  total: "Total",
  figures: {
    opened: "Opened", resolved: "Resolved", closed: "Closed", reopened: "Reopened", open: "Open at the end",
    average: "Time to resolve, average", median: "Time to resolve, median", ratings: "Ratings", rating: "Average rating",
    met: "Met", breached: "Breached", share: "Met, %", running: "Running at the end", cancelled: "Cancelled",
  },
  chart: "Chart: {{what}} by {{by}}. The table below has the same figures.",
  most: "The chart shows the first {{count}}; the table has all {{all}}.",
  csv: "Save as CSV",
  xlsx: "Save as XLSX",
  empty: "Nothing happened in this period",
  emptyText: "Choose a longer period or fewer conditions.",
  toList: "To the tickets",
}
