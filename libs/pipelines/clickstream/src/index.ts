import { PipelineContract } from '@clickstream/schema';
import { manifestSchema } from '@clickstream/pipeline';
import manifest from '../pipeline.json';
import versions from '../derived/versions.json';
import { addToCart } from './events/add-to-cart';
import { beginCheckout } from './events/begin-checkout';
import { click } from './events/click';
import { pageView } from './events/page-view';
import { purchase } from './events/purchase';
import { removeFromCart } from './events/remove-from-cart';
import { search } from './events/search';
import { viewItem } from './events/view-item';

const { name, time } = manifestSchema.parse(manifest);

/** The contract of the built-in pipeline: web events under the names and parameters that GA4 recommends. */
export const clickstream = new PipelineContract(
  name,
  time,
  [pageView, viewItem, search, addToCart, removeFromCart, beginCheckout, purchase, click],
  versions,
);
