import { key } from '../store/key.ts'

/** The document that says where a store's blobs are: true of that store alone, so no backup brings it to another. */
export const BLOBS_PLACE = key('blobs-place')
