import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Router } from 'express'

/** Sarabun, the font of official letters, from this service itself: Thai and Latin apart, so that a page loads what it shows. */

const folder = join(dirname(createRequire(import.meta.url).resolve('@fontsource/sarabun/package.json')), 'files')
/** Of Latin the part that pages use; tools/fonts/make-latin.sh makes it. */
const fileOf = (script: 'thai' | 'latin', weight: number): string | URL =>
  script === 'thai'
    ? join(folder, `sarabun-thai-${weight}-normal.woff2`)
    : new URL(`latin-${weight}.woff2`, import.meta.url)
const A_YEAR_S = 31_536_000

/** Serves `/fonts/thai-400.woff2` and the like. Under a name a font never changes. */
export function fontRoutes(): Router {
  const router = Router()
  for (const script of ['thai', 'latin'] as const)
    for (const weight of [400, 700]) {
      const font = readFileSync(fileOf(script, weight))
      router.get(`/fonts/${script}-${weight}.woff2`, (_request, response) => {
        response.setHeader('Cache-Control', `public, max-age=${A_YEAR_S}, immutable`)
        response.type('font/woff2').send(font)
      })
    }
  return router
}
