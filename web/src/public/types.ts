// Shapes of the public part of the API.
import type {components} from '@/api/generated'

export type Offers = components['schemas']['Offers']
export type Offer = Offers['offers'][number]
export type PublishedList = Offers['lists'][number]
export type PublicMatter = components['schemas']['PublicMatter']
export type PublishedMatter = components['schemas']['PublishedMatter']
export type SentCode = components['schemas']['PublicCode']
export type Receipt = components['schemas']['PublicReceipt']
