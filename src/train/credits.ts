// SPDX-License-Identifier: MIT
// Attribution of the data sets, as their publishers ask for it.

import type { DataSource } from './visit.ts'

/** Credit line of each published data set; a shop's own data needs none. */
export const CREDITS: Readonly<Partial<Record<DataSource, string>>> = {
  rees46: 'eCommerce behavior data from multi category store, REES46 Marketing Platform (https://rees46.com)',
  ospi: 'Online Shoppers Purchasing Intention Dataset, C. O. Sakar and Y. Kastro, 2018, UCI Machine Learning Repository 468, CC BY 4.0',
  invoices: 'Online Retail, D. Chen, 2015, UCI Machine Learning Repository 352, CC BY 4.0',
  otto: 'OTTO Recommender Systems Dataset, OTTO (GmbH & Co KG), 2022, CC BY 4.0',
  yoochoose: 'RecSys Challenge 2015 data set, YOOCHOOSE GmbH, 2015',
  eshop2008:
    'Clickstream data for online shopping, M. Łapczyński and S. Białowąs, 2013, UCI Machine Learning Repository 553, CC BY 4.0',
  retailrocket: 'Retailrocket recommender system dataset, Retailrocket, 2016, CC BY-NC-SA 4.0',
}
