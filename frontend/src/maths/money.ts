// Prices as a person reads them. The amount is decimal text and stays text.

export interface Price {
  readonly amount: string
  readonly currency: string
}

const SIGNS: Record<string, string> = { EUR: '€', USD: '$', GBP: '£', JPY: '¥' }

/** "€18.50"; "" for no price. A currency without a well-known sign is named: "CHF 18.50". */
export function priceOf(price: Price | null | undefined): string {
  if (!price || price.amount === '') return ''
  const sign = SIGNS[price.currency]
  return sign ? sign + price.amount : `${price.currency} ${price.amount}`
}
