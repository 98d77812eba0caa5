import type { VNode } from 'preact'
import type { OfficeCode } from '../../domain/policy.ts'
import type { ProvinceOverview } from '../../store/overview.ts'
import { classes, classOf, type MeasureName, measures } from './measures.ts'
import { provinceMap } from './provinceMap.ts'

export interface MapView {
  readonly provinces: readonly ProvinceOverview[]
  readonly measure: MeasureName
  /** Where a province's page is; left out where there are none to go to. */
  readonly href?: ((province: OfficeCode) => string) | undefined
}

/**
 * The provinces shaded by a measure. A picture for eyes and pointers alone: the table beside it says the same in words, and has
 * the same links.
 */
export function CountryMap({ provinces, measure, href }: MapView): VNode {
  const { share, told, label } = measures[measure]
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
              <title>{province ? `${province.nameTh}: ${told(province)}` : 'ไม่อยู่ในโครงการ'}</title>
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
        <p>ร้อยละของ{label} ยิ่งเข้มยิ่งมาก</p>
        <ul class="legend">
          {classes.map((text, level) => (
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
            ไม่อยู่ในโครงการ
          </li>
        </ul>
        <p class="hint">แผนที่: @svg-maps/thailand (CC BY 4.0)</p>
      </figcaption>
    </figure>
  )
}
