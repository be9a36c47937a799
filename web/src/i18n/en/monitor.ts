/** All running work by unit and person. */
export const monitor = {
  title: "Monitor",
  text: "All running work that you may see: new, in progress or on hold. Choose a name for that person's tickets.",
  empty: "Nothing is running",
  emptyText: "Every ticket that you may see is resolved or closed.",
  person: "Person",
  nobody: "Assigned to nobody",
  noUnit: "Without a unit",
  next: "First deadline",
  figures: { overdue: "Overdue", soon: "Due in 24 h", urgent: "P1 and P2", on_hold: "On hold", running: "Running" },
}
