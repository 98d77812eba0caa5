import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import express, { Router } from 'express'
import { openApiDocument } from './openapi.ts'
import type { Route } from './route.ts'

const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

/** What the browsable page loads, all of it from here. Its styles are set inline by its own script. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API: DOPA × AMPHOE ITA</title>
<link rel="stylesheet" href="swagger-ui.css">
</head>
<body>
<div id="document"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</body>
</html>
`

const start =
  "SwaggerUIBundle({ url: '../openapi.json', dom_id: '#document', deepLinking: true, persistAuthorization: false, validatorUrl: null, tryItOutEnabled: true })\n"

/** The API's document, and a page to read and try it: for everyone, without a token. */
export function documentationRoutes(routes: readonly Route[]): Router {
  const document = JSON.stringify(openApiDocument(routes))
  const router = Router()
  router.get('/openapi.json', (_request, response) => {
    response.setHeader('Cache-Control', 'public, max-age=300')
    response.type('application/json').send(document)
  })
  router.use('/docs', (_request, response, next) => {
    response.setHeader('Content-Security-Policy', PAGE_POLICY)
    next()
  })
  router.get('/docs', (request, response) => {
    // Its files lie below it.
    if (!request.path.endsWith('/')) return response.redirect(308, `${request.baseUrl}/docs/`)
    response.setHeader('Cache-Control', 'public, max-age=300')
    response.type('html').send(page)
  })
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(start)
  })
  router.use('/docs', express.static(swagger, { index: false, redirect: false, maxAge: '1d' }))
  return router
}
