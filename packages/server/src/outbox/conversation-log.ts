import { createHash } from 'node:crypto'
import type { Json } from '../kernel/json.ts'
import { key } from '../store/key.ts'
import type { Document, Key, LogEntry, Write } from '../store/store.ts'

/** Where the entries of a conversation go, as fixed when its session started (spec/surroundings.md §12). */
export interface ConversationLogDestination {
  readonly account: string
  readonly region: string
  readonly botName: string
  readonly botAlias: string
  readonly botVersion: string
  readonly roleArn: string
  /** With or without `:*` at its end. */
  readonly logGroupArn: string
  /** `aws/lex/{bot}/{alias}/{botVersion}/` */
  readonly resourcePrefix: string
}

/** Where the sound of a conversation goes, likewise (spec/lex-runtime.md §5.3). */
export interface AudioLogDestination extends Omit<ConversationLogDestination, 'logGroupArn'> {
  /** `arn:aws:s3:::bucket` */
  readonly bucketArn: string
  /** Of a key or an alias; the bucket's own encryption when absent. */
  readonly kmsKeyArn?: string
}

export type LogDestination = ConversationLogDestination | AudioLogDestination

export const isAudio = (destination: LogDestination): destination is AudioLogDestination =>
  'bucketArn' in destination

/** One utterance of a conversation: the JSON text that becomes a log event, and its time in epoch ms. */
export interface ConversationLogEntry {
  readonly time: number
  readonly message: string
}

/** An entry that waits, with its place in the queue. */
export interface WaitingEntry {
  readonly position: number
  readonly time: number
  /** When the turn was committed: patience is counted from here. */
  readonly queuedAt: number
  /** Absent in a queue of sound, and when the entry does not open: the store seals what waits (sealed-documents.md). */
  readonly message?: string
  /** Of a queue of sound (`audioOf`); it has no message. */
  readonly audio?: Json
}

/** The queue of one destination; `lastEntryAt` tells when it was last used. */
export interface ConversationLogQueue {
  readonly destination: LogDestination
  readonly lastEntryAt: number
}

/**
 * The writes that, committed with a turn, make sure that its entry is delivered: the entry at the end of
 * its destination's queue, and the queue's own row, whose change wakes the deliverer. Neither expects
 * anything, so sessions of one alias never meet here.
 */
export function conversationLogWrites(
  destination: ConversationLogDestination,
  { time, message }: ConversationLogEntry,
  now: number,
): readonly Write[] {
  const id = queueId(destination)
  const row = { destination: { ...destination }, lastEntryAt: now }
  return [
    { type: 'append', log: queueLog(id), entries: [{ time, message, queuedAt: now }] },
    { type: 'put', key: queueKey(destination.account, id), value: row },
  ]
}

/** The same destination has the same queue, whichever session or process writes to it. */
export function queueId(destination: LogDestination): string {
  const { account, region, botName, botAlias, botVersion, roleArn, resourcePrefix } = destination
  const parts = [account, region, botName, botAlias, botVersion, roleArn]
  const target = isAudio(destination)
    ? ['audio', destination.bucketArn, destination.kmsKeyArn ?? '']
    : [destination.logGroupArn]
  const text = JSON.stringify([...parts, ...target, resourcePrefix])
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

export const QUEUE_KIND = 'outbox.conversation-log'

export const queueKey = (account: string, id: string): Key => key(QUEUE_KIND, account, id)

/** How the names of the logs begin that hold what waits. */
export const QUEUE_LOGS = `${QUEUE_KIND}/`

export const queueLog = (id: string): string => QUEUE_LOGS + id

/** The store's border: rows and entries are written by this file alone. */
export const queueOf = (document: Document): ConversationLogQueue =>
  document.value as unknown as ConversationLogQueue

export function waitingEntry({ position, value }: LogEntry): WaitingEntry {
  const known = value as unknown as Omit<WaitingEntry, 'position'> | null
  return { ...(known ?? UNOPENED), position }
}

/** Neither when it was said nor since when it waits can be told: it is dropped as the first of its queue. */
const UNOPENED = { time: 0, queuedAt: Number.MAX_SAFE_INTEGER }
