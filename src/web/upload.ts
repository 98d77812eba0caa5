import express, { type RequestHandler, type Response } from 'express'
import { holds } from '../domain/access.ts'
import { fileKinds } from '../filesIn/filesIn.ts'
import { MAX_FILE_BYTES } from '../spreadsheet/unusable.ts'
import { PageRefusal } from './refusal.ts'
import { visitorOf } from './visitor.ts'

/** A file that came with a form. */
export interface Upload {
  readonly name: string
  readonly bytes: Buffer
}

/** What a form adds to its file: names of fields, boundaries, tokens. */
const FORM_BYTES = 64 * 1024
const MULTIPART = 'multipart/form-data'
/** Files that one process takes at once: each is in memory, as it came and as it is read. */
const AT_ONCE = 4

/** People whose file is being taken: one each. */
const under = new Set<string>()

/** Lets a form with a file pass that comes from somebody who may import, while there is room for it. Behind `admitVisitors`. */
const admitUpload: RequestHandler = (request, response, next) => {
  if (!request.is(MULTIPART)) return next()
  const visitor = visitorOf(response)
  if (!Object.values(fileKinds).some((right) => holds(visitor, right))) throw new PageRefusal('forbidden')
  if (under.has(visitor.id) || under.size >= AT_ONCE) throw new PageRefusal('unavailable')
  under.add(visitor.id)
  response.once('close', () => under.delete(visitor.id))
  next()
}

/**
 * Reads forms with a file: their fields into the body, the file apart. Of several files the first counts. Those of somebody who
 * imports nothing are not read.
 */
export const uploads: readonly RequestHandler[] = [
  admitUpload,
  express.raw({ type: MULTIPART, limit: MAX_FILE_BYTES + FORM_BYTES }),
  async (request, response, next) => {
    if (!request.is(MULTIPART) || !Buffer.isBuffer(request.body)) return next()
    const headers = { 'content-type': String(request.headers['content-type']) }
    const form = await new globalThis.Response(new Uint8Array(request.body), { headers }).formData().catch(() => {
      throw new PageRefusal('unreadable')
    })
    const fields: Record<string, string> = {}
    for (const [name, value] of form) {
      if (typeof value === 'string') fields[name] = value
      else if (!response.locals.upload && value.size > 0)
        response.locals.upload = { name: value.name, bytes: Buffer.from(await value.arrayBuffer()) } satisfies Upload
    }
    request.body = fields
    next()
  },
]

/** The file of a request's form, if one was chosen. */
export function uploadOf(response: Response): Upload | undefined {
  return response.locals.upload as Upload | undefined
}
