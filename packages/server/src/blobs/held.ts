import type { BlobId, Blobs } from './blobs.ts'

/** Blobs of which nothing is deleted while somebody holds them: a backup reads what its documents name. */
export interface HeldBlobs extends Blobs {
  /** Until the function that it gives is called. */
  hold(): () => void
}

/** What was to be deleted meanwhile is deleted after; a crash in between leaves it to the sweep. */
export function holdable(blobs: Blobs): HeldBlobs {
  const postponed = new Set<BlobId>()
  let holders = 0
  const release = () => {
    holders--
    if (holders > 0) return
    const ids = [...postponed]
    postponed.clear()
    for (const id of ids) void blobs.delete(id).catch(() => postponed.add(id))
  }
  return {
    ...blobs,
    async delete(id) {
      if (holders > 0) postponed.add(id)
      else await blobs.delete(id)
    },
    async sweep(isNamed, minimumAgeMs) {
      return holders > 0 ? 0 : blobs.sweep(isNamed, minimumAgeMs)
    },
    hold() {
      holders++
      let isHeld = true
      return () => {
        if (isHeld) release()
        isHeld = false
      }
    },
  }
}
