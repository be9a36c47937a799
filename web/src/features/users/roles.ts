/** The roles that a person may hold. */
export const roles = ["customer", "agent", "technician", "manager", "approver", "admin", "auditor"] as const
export type Role = (typeof roles)[number]

export const isRole = (value: unknown): value is Role => roles.includes(value as Role)
