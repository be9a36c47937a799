/** The product's sign: a bell as it stands on a counter. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#0f1f30" />
      <path d="M7 20h18M8.5 20a7.5 7.5 0 0 1 15 0M16 12.4V9.6M13.8 9.2h4.4" fill="none" stroke="#7fd0c4" strokeWidth="2.2" strokeLinecap="round" />
      <path d="M7 24h18" stroke="#fff" strokeWidth="2.2" strokeLinecap="round" />
    </svg>
  )
}
