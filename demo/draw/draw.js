// SPDX-License-Identifier: MIT
// Draws the picture of every product of the catalogue, and the room of the home page, into demo/pictures:
// node demo/draw/draw.js

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { drawRoom } from './room.js'
import { drawScene } from './scene.js'
import { shapes } from './shapes.js'

const demo = new URL('../', import.meta.url)
const { products } = JSON.parse(await readFile(new URL('catalogue.json', demo), 'utf8'))
await mkdir(new URL('pictures/', demo), { recursive: true })
for (const { id, drawing } of products) {
  await writeFile(new URL(`pictures/${id}.svg`, demo), drawScene(drawing, shapes))
}
await writeFile(new URL('pictures/room.svg', demo), drawRoom(products, shapes))
console.log(`${products.length + 1} pictures drawn`)
