// SPDX-License-Identifier: MIT
// Prices as they are read: whole euros without cents.

const whole = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 })
const exact = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' })

export const money = (amount) => (Number.isInteger(amount) ? whole : exact).format(amount)

/** Cents do not add up in floating point. */
export const roundCents = (amount) => Math.round(amount * 100) / 100
