// SPDX-License-Identifier: MIT
// Every shape that a product can have, by the name that the catalogue uses.

import { backpack, basket, pouch, tote } from './bags.js'
import { clock, notebook, penPot, tray } from './desk.js'
import { board, casserole, jar, kettle, mill, skillet } from './kitchen.js'
import { candle, floorLamp, pendant, tableLamp } from './lighting.js'
import { plant, pot, vase, wateringCan } from './plants.js'
import { armchair, bench, chair, pouf, stool } from './seating.js'
import { bowl, carafe, cup, glass, mug, plate, teapot } from './tableware.js'
import { cushion, rug, throwBlanket, towel } from './textiles.js'

export const shapes = {
  armchair,
  backpack,
  basket,
  bench,
  board,
  bowl,
  candle,
  carafe,
  casserole,
  chair,
  clock,
  cup,
  cushion,
  floorLamp,
  glass,
  jar,
  kettle,
  mill,
  mug,
  notebook,
  pendant,
  penPot,
  plant,
  plate,
  pot,
  pouch,
  pouf,
  rug,
  skillet,
  stool,
  tableLamp,
  teapot,
  throwBlanket,
  tote,
  towel,
  tray,
  vase,
  wateringCan,
}
