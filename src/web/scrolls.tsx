import type { ComponentChildren, VNode } from 'preact'

/**
 * A table that may be wider than a phone: it scrolls by itself, and not the page.
 * @param by the id of the heading that names it
 */
export function Scrolls({ by, children }: { by: string; children: ComponentChildren }): VNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard, to be scrolled with its arrows
    <section class="scrolls" tabIndex={0} aria-labelledby={by}>
      {children}
    </section>
  )
}
