import type { VNode } from 'preact'
import type { OfficeCode } from '../../domain/policy.ts'
import { say } from '../../language/say.ts'
import type { ProvinceOverview } from '../../store/overview.ts'
import { classOf, type MeasureName, measures } from './measures.ts'
import { type MapWords, mapWords } from './pictureWords.ts'
import { provinceMap } from './provinceMap.ts'

export interface MapView {
  readonly provinces: readonly ProvinceOverview[]
  readonly measure: MeasureName
  /** Where a province's page is; left out where there are none to go to. */
  readonly href?: ((province: OfficeCode) => string) | undefined
  /** In Thai when left out; with what a province's measure is called. */
  readonly words?: { readonly map: MapWords; readonly label: string; readonly told: (p: ProvinceOverview) => string }
}

/**
 * The provinces shaded by a measure. A picture for eyes and pointers alone: the table beside it says the same in words, and has
 * the same links.
 */
export function CountryMap({ provinces, measure, href, words }: MapView): VNode {
  const { share } = measures[measure]
  const { label: unspoken, told: toldOf } = measures[measure]
  const { map, label, told } = words ?? { map: mapWords(), label: say(unspoken), told: toldOf }
  const known = new Map(provinces.map((p) => [p.province, p]))
  return (
    <figure class="map">
      <svg viewBox={provinceMap.viewBox} aria-hidden="true">
        <defs>
          <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="7" height="7" class="c4" />
            <rect width="1.5" height="7" class="line" />
          </pattern>
        </defs>
        {Object.entries(provinceMap.provinces).map(([code, outline]) => {
          const province = known.get(code)
          const level = province ? classOf(share(province)) : null
          const path = (
            <path
              d={outline}
              class={level === null ? 'none' : `c${level}`}
              fill={level === 4 ? 'url(#hatch)' : undefined}
            >
              <title>{province ? `${map.nameOf(province)}: ${told(province)}` : map.outside}</title>
            </path>
          )
          return province && href ? (
            <a href={href(code)} tabIndex={-1}>
              {path}
            </a>
          ) : (
            path
          )
        })}
      </svg>
      <figcaption>
        <p>{map.said(label)}</p>
        <ul class="legend">
          {map.classes.map((text, level) => (
            <li>
              <svg viewBox="0 0 20 14" aria-hidden="true">
                <rect width="20" height="14" class={`c${level}`} fill={level === 4 ? 'url(#hatch)' : undefined} />
              </svg>
              {text}
            </li>
          ))}
          <li>
            <svg viewBox="0 0 20 14" aria-hidden="true">
              <rect width="20" height="14" class="none" />
            </svg>
            {map.outside}
          </li>
        </ul>
        <p class="hint">{map.source}</p>
      </figcaption>
    </figure>
  )
}
