// SPDX-License-Identifier: MIT
// The demo shop as files: every page alike in what they share, the rows true to the catalogue, nothing from elsewhere.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

interface Product {
  readonly id: string
  readonly name: string
  readonly brand: string
  readonly category: string
  readonly kind: string
  readonly price: number
  readonly was?: number
  readonly description: string
}

interface Catalogue {
  readonly categories: readonly { readonly slug: string; readonly name: string }[]
  readonly products: readonly Product[]
}

const DEMO = new URL('../../demo/', import.meta.url)
const PAGES = readdirSync(DEMO).filter((name) => name.endsWith('.html'))
const read = (path: string): string => readFileSync(new URL(path, DEMO), 'utf8')
const { categories, products } = JSON.parse(read('catalogue.json')) as Catalogue
const count = (text: string, part: RegExp): number => text.match(part)?.length ?? 0
const cut = (text: string, from: string, to: string): string =>
  text.slice(text.indexOf(from), text.indexOf(to))

void test('the shop has all its pages', () => {
  assert.deepEqual(PAGES, [
    'cart.html',
    'category.html',
    'checkout.html',
    'confirmation.html',
    'index.html',
    'product.html',
    'search.html',
  ])
})

void test('the catalogue holds at least 60 products in at least 6 categories, each complete and with a picture', () => {
  assert.ok(products.length >= 60)
  assert.ok(categories.length >= 6)
  assert.equal(new Set(products.map(({ id }) => id)).size, products.length)
  assert.equal(new Set(products.map(({ name }) => name)).size, products.length)
  for (const product of products) {
    const { id, category, price, was = Infinity } = product
    assert.ok(price > 0 && was > price, id)
    assert.ok(
      categories.some(({ slug }) => slug === category),
      id,
    )
    assert.ok(product.brand !== '' && product.kind !== '' && product.description.length > 20, id)
    assert.match(read(`pictures/${id}.svg`), /^<svg .*<\/svg>\n$/, id)
  }
  for (const { slug } of categories) {
    assert.ok(products.filter(({ category }) => category === slug).length >= 8, slug)
  }
})

void test('each page knows of Vitrine by one script tag and by elements in its markup', () => {
  for (const page of PAGES) {
    const text = read(page)
    assert.equal(count(text, /\/vitrine\//g), 1, page)
    assert.equal(count(text, /<script async src="\/vitrine\/script\.js"><\/script>/g), 1, page)
    assert.equal(count(text, /<vitrine-slot /g), 1, page)
  }
  for (const file of readdirSync(new URL('shop/', DEMO))) {
    assert.doesNotMatch(read(`shop/${file}`), /vitrine/i, file)
  }
})

void test('consent is denied before any script of others can run', () => {
  for (const page of PAGES) {
    const text = read(page)
    const denial = text.indexOf("gtag('consent', 'default'")
    assert.ok(denial > 0 && denial < text.indexOf('/vitrine/script.js'), page)
    assert.equal(text.indexOf('<script'), text.lastIndexOf('<script', denial), page)
  }
})

void test('head, banner and foot are the same on every page', () => {
  for (const [from, to] of [
    ['<body>', '<main'],
    ['<footer', '</html>'],
    ["gtag('consent'", '<link rel="stylesheet"'],
  ] as const) {
    const parts = PAGES.map((page) => cut(read(page), from, to))
    assert.ok((parts[0] ?? '').length > 100)
    assert.equal(new Set(parts).size, 1, `${from} to ${to}`)
  }
})

void test('without scripts the banner shows its default and hides the rest', () => {
  const banner = cut(read('index.html'), '<vitrine-slot', '</vitrine-slot>')
  const choices = [...banner.matchAll(/ for="([a-z-]+)"( hidden)?>/g)].map(([, name, hidden]) => [
    name,
    hidden !== undefined,
  ])
  assert.deepEqual(choices, [
    ['default', false],
    ['browser', true],
    ['likely-buyer', true],
    ['cart-at-risk', true],
  ])
})

void test('the row of picks says what the catalogue says, and is the same on its three pages', () => {
  const rows = ['index.html', 'product.html', 'cart.html'].map((page) =>
    cut(read(page), '<vitrine-items', '</vitrine-items>').replace(/\s+/g, ' '),
  )
  assert.equal(new Set(rows).size, 1)
  const cards = [...(rows[0] ?? '').matchAll(/<li .*?<\/li>/g)].map(([card]) => card)
  assert.equal(cards.length, 12)
  for (const card of cards) {
    const of = (name: string): string | undefined => new RegExp(`data-item-${name}="([^"]*)"`).exec(card)?.[1]
    const product = products.find(({ id }) => id === of('id'))
    assert.ok(product, card)
    const category = categories.find(({ slug }) => slug === product.category)?.name
    assert.equal(of('category')?.replace('&amp;', '&'), category)
    assert.equal(of('brand'), product.brand)
    assert.equal(of('price'), String(product.price))
    assert.ok(card.includes(`>${product.name}<`) && card.includes(`€${product.price}`), product.id)
    assert.equal(card.includes('<s>'), product.was !== undefined, product.id)
  }
})

void test('no file of the shop names an address elsewhere', () => {
  const files = readdirSync(DEMO, { recursive: true, encoding: 'utf8' })
  const texts = files.filter((name) => /\.(?:html|js|css|svg|json)$/.test(name))
  assert.ok(texts.length > 90)
  for (const name of texts) {
    const text = read(name).replaceAll('xmlns="http://www.w3.org/2000/svg"', '')
    assert.doesNotMatch(text, /https?:|url\(\s*['"]?\/\/|src="\/\//, name)
  }
})
