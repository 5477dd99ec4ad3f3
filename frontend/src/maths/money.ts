// Prices as a person reads them. The amount is decimal text and stays text.

export interface Price {
  readonly amount: string
  readonly currency: string
}

const SIGNS: Record<string, string> = { EUR: '€', USD: '$', GBP: '£', JPY: '¥' }
/** Currencies whose amounts are always shown with two digits after the point. */
const CENTS = new Set(['EUR', 'USD', 'GBP'])

/** "€18.50"; "" for no price. A currency without a well-known sign is named: "CHF 18.50". */
export function priceOf(price: Price | null | undefined): string {
  if (!price || price.amount === '') return ''
  const [whole = '', cents = ''] = price.amount.split('.')
  const amount = CENTS.has(price.currency) ? `${whole}.${cents.padEnd(2, '0')}` : price.amount
  const sign = SIGNS[price.currency]
  return sign ? sign + amount : `${price.currency} ${amount}`
}
