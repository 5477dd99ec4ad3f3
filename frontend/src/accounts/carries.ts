// What each service can carry of a clip, in one sentence, for who has to choose.

import type { Service } from '../model/accounts.svelte'
import { mark, t, tell } from '../words/words.svelte'

const SENTENCES: Readonly<Record<string, string>> = {
  webpage: mark('A page of your own in a folder, with every tag at its moment. Needs no account anywhere.'),
  youtube: mark('Shorts with a title, a text and a cover. Links go into the text; products are tagged by hand afterwards.'),
  instagram: mark('Reels with a text and a moment as cover. Products of your own shop can be listed, without their moments.'),
  facebook: mark('Reels on a Page, never on your own profile. Links go into the text.'),
  tiktok: mark('Clips into your inbox, where you finish them in TikTok’s app, or as posts at once. A product is linked by hand.'),
  tiktokshop: mark('Posts that carry one product of TikTok Shop as a link. They are public at once.'),
  shopify: mark('Products of your own shop, with price and stock. A clip goes to the files of the shop or beside a product.'),
  rakuten: mark('Products and paid links of advertisers you have joined. Nothing is posted there.'),
  cj: mark('Products and paid links of advertisers you have joined. Nothing is posted there.'),
}

export const carries = (s: Service): string => tell(SENTENCES[s.service] ?? '') || (s.capabilities.tags_max > 0 ? t('Clips with a text and a list of products.') : t('Clips with a text.'))
