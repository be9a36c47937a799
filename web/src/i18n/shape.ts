/** The same keys with any words: a missing or misspelt key of a translation does not compile. */
export type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }
