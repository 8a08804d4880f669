// How marks and outlines are drawn on the map: shape, colour and number, the same shapes as LightMark. OpenLayers is
// imported here and in WallMap.vue alone, so that it is fetched with the map.
import type {FeatureLike} from 'ol/Feature'
import Point from 'ol/geom/Point'
import {fromLonLat} from 'ol/proj'
import {Circle, Fill, RegularShape, Stroke, Style, Text} from 'ol/style'
import type {Outlines} from './types'

export interface Palette {
  green: string
  yellow: string
  red: string
  ink: string
  surface: string
  line: string
  ground: string
  accent: string
}

/** Colours of the theme that is on. */
export function paletteOf(element: Element): Palette {
  const css = getComputedStyle(element)
  const v = (name: string) => css.getPropertyValue(name).trim()
  return {
    green: v('--green'), yellow: v('--yellow-mark'), red: v('--red'), ink: v('--ink'), surface: v('--surface'),
    line: v('--ink-2'), ground: v('--ground'), accent: v('--accent'),
  }
}

type Light = 'green' | 'yellow' | 'red'

function shape(light: Light, radius: number, p: Palette) {
  const fill = new Fill({color: p[light]})
  const stroke = new Stroke({color: p.surface, width: 2})
  if (light === 'red') return new RegularShape({points: 4, angle: Math.PI / 4, radius: radius * 1.25, fill, stroke})
  if (light === 'yellow') return new RegularShape({points: 3, radius: radius * 1.45, fill, stroke, displacement: [0, -radius * 0.15]})
  return new Circle({radius, fill, stroke})
}

/** Radius by how many there are: 7 for one, up to 24. */
export function radiusOf(count: number): number {
  return count === 1 ? 7 : Math.min(24, 10 + 3.4 * Math.log10(count) * 2)
}

/** 12, 345, 1.2k: at most four characters. */
export function shortCount(n: number): string {
  if (n < 1000) return String(n)
  return n < 10_000 ? `${(n / 1000).toFixed(1)}k` : `${Math.round(n / 1000)}k`
}

/** Styles by light and radius are made once. */
export function markStyles(p: Palette) {
  const kept = new Map<string, Style>()
  const onMark = {green: '#fff', yellow: '#000', red: '#fff'}
  if (p.surface !== '#ffffff') onMark.green = onMark.red = '#000'
  return (feature: FeatureLike): Style => {
    const light = feature.get('light') as Light
    const count = feature.get('count') as number
    const key = `${light}/${count}`
    let style = kept.get(key)
    if (!style) {
      const radius = radiusOf(count)
      style = new Style({
        image: shape(light, radius, p),
        text: count === 1 ? undefined : new Text({
          text: shortCount(count), font: `600 ${radius > 15 ? 13 : 11}px sans-serif`, fill: new Fill({color: onMark[light]}),
          offsetY: light === 'yellow' ? 2 : 1, overflow: true,
        }),
        zIndex: light === 'red' ? 3 : light === 'yellow' ? 2 : 1,
      })
      kept.set(key, style)
    }
    return style
  }
}

export interface UnitLoad {
  open: number
  late: number
}

/** Outlines: filled the more the larger the share of what is late, named, the chosen one with a thick line. */
export function outlineStyles(p: Palette, loads: Map<string, UnitLoad>, chosen: string, say: (f: FeatureLike) => string) {
  return (feature: FeatureLike): Style[] => {
    const unit = feature.get('unit') as string
    const load = loads.get(unit)
    const share = load && load.open ? load.late / load.open : 0
    const area = new Style({
      fill: new Fill({color: share > 0 ? tint(p.red, 0.06 + 0.3 * share) : tint(p.line, 0.05)}),
      stroke: new Stroke({color: unit === chosen ? p.accent : tint(p.line, 0.7), width: unit === chosen ? 3 : 1.2}),
    })
    const name = new Style({
      text: new Text({
        text: say(feature), font: '13px sans-serif', fill: new Fill({color: p.ink}), stroke: new Stroke({color: p.surface, width: 3}),
        overflow: true, offsetY: 30,
      }),
    })
    // Below the unit's own point, where marks without a place stand.
    const at = feature.get('at') as [string, string] | null
    if (at) name.setGeometry(new Point(fromLonLat([Number(at[0]), Number(at[1])])))
    return [area, name]
  }
}

/** `#rrggbb` with an alpha. */
export function tint(hex: string, alpha: number): string {
  const n = parseInt(hex.slice(1), 16)
  return `rgba(${n >> 16}, ${(n >> 8) & 255}, ${n & 255}, ${alpha.toFixed(2)})`
}

/** minlon, minlat, maxlon, maxlat of all outlines; null when there are none. */
export function boundsOf(outlines: Outlines): [number, number, number, number] | null {
  let box: [number, number, number, number] | null = null
  const visit = (c: unknown): void => {
    if (!Array.isArray(c)) return
    if (typeof c[0] === 'number' && typeof c[1] === 'number') {
      const [x, y] = c as [number, number]
      box = box ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)] : [x, y, x, y]
    } else {
      c.forEach(visit)
    }
  }
  for (const f of outlines.features) visit(f.geometry.coordinates)
  return box
}
