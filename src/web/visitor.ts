import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Principal } from '../domain/access.ts'
import { limitRequests } from '../requestLimit.ts'
import { choicePath } from '../signin/admission.ts'
import { isChanging } from '../signin/csrf.ts'
import { mayChange, type RequestSession, sessionOf } from '../signin/session.ts'
import type { SignInSetting } from '../signin/setting.ts'
import { PageRefusal } from './refusal.ts'

/** A signed-in person, and what they act as. */
export interface Visitor extends Principal {
  /** The person's id, as the audit trail names the giver of a command. */
  readonly id: string
  readonly name: string
  /** For whom, when they stand in. */
  readonly actingFor: string | null
  /** What a form that changes something bears. */
  readonly csrf: string
}

/** Lets only signed-in people pass who have chosen what to act as; others go to sign in, and come back. */
export function admitVisitors(signIn: SignInSetting) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const session = await sessionOf(signIn, request)
    const here = request.method === 'GET' ? request.originalUrl : request.originalUrl.split('?')[0]!
    if (!session) return response.redirect(303, `/signin?${new URLSearchParams({ return: here })}`)
    if (!session.acting) return response.redirect(303, choicePath(here))
    const { person, acting, csrf } = session
    const visitor: Visitor = {
      ...{ id: person.id, name: person.name, csrf },
      ...{ role: acting.role, area: acting.area, actingFor: acting.actingFor },
    }
    response.locals.visitor = visitor
    response.locals.session = session
    next()
  }
}

/** Takes so many requests a minute of one person, in each process. Behind `admitVisitors`. */
export function limitVisitors(perMinute: number): RequestHandler {
  return limitRequests({
    ...{ name: 'visitor', perMinute, askerOf: (_request, response) => visitorOf(response).id },
    refuse: () => {
      throw new PageRefusal('too-many')
    },
  })
}

/** What changes something must come from a page of the visitor's own session. Behind `admitVisitors`, and once the form is read. */
export function requireOwnForm(signIn: SignInSetting) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const session = response.locals.session as RequestSession
    if (isChanging(request) && !mayChange(signIn, request, session)) throw new PageRefusal('csrf-failed')
    next()
  }
}

/** The person of a request that has passed `admitVisitors`. */
export function visitorOf(response: Response): Visitor {
  return response.locals.visitor as Visitor
}
