// SPDX-License-Identifier: MIT
// Attribution of the data sets, as their publishers ask for it.

import type { DataSource } from './visit.ts'

/** Credit line of each data set. */
export const CREDITS: Readonly<Record<DataSource, string>> = {
  rees46: 'eCommerce behavior data from multi category store, REES46 Marketing Platform (https://rees46.com)',
  ospi: 'Online Shoppers Purchasing Intention Dataset, C. O. Sakar and Y. Kastro, 2018, UCI Machine Learning Repository 468, CC BY 4.0',
  otto: 'OTTO Recommender Systems Dataset, OTTO (GmbH & Co KG), 2022, CC BY 4.0',
}
