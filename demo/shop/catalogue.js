// SPDX-License-Identifier: MIT
// The catalogue: what the shop sells, and how it is found.

const { categories, products, currency } = await (await fetch('catalogue.json')).json()

export { categories, currency, products }

export const findProduct = (id) => products.find((product) => product.id === id)
export const findCategory = (slug) => categories.find((category) => category.slug === slug)

/** Products with every word of the question, best first. */
export function searchProducts(question) {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return []
  return products
    .map((product) => ({ product, rank: rank(product, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ product }) => product)
}

function rank(product, words) {
  const fields = [
    [product.name, 5],
    [product.kind, 4],
    [findCategory(product.category).name, 3],
    [product.brand, 3],
    [product.colour, 2],
    [product.description, 1],
  ]
  // Each word has to be found somewhere; "lamps" also finds "lamp".
  const ranks = words.map((word) => {
    const stem = word.length > 3 ? word.replace(/s$/, '') : word
    return Math.max(...fields.map(([text, weight]) => (text.toLowerCase().includes(stem) ? weight : 0)))
  })
  return ranks.includes(0) ? 0 : ranks.reduce((sum, value) => sum + value)
}
