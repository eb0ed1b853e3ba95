import type { Conditions } from '../conditions.ts'
import type { Figures } from './figures.ts'
import { LEARNING, NETWORKS } from './learning-rows.ts'
import { LIVE, ROUND_TRIPS, STUDY } from './live-rows.ts'
import { AIMS, COSTS } from './performance-rows.ts'
import { ABSENT, type Row, tableOf, time, toldOr } from './rows.ts'
import { aloneText, gridText, modelText, predictedText, verdictText } from './scaling-text.ts'
import { createSource, type Source } from './source.ts'
import { number } from './tell.ts'

/** What stands between two markers of a page. */
type Part = (source: Source, missing: (what: string) => void) => string

const rows =
  (of: readonly Row[]): Part =>
  (source, missing) =>
    tableOf(of, source, missing)
const text =
  (tell: (source: Source) => string): Part =>
  (source, missing) =>
    toldOr(ABSENT, () => tell(source), missing)

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]
const dayOf = (at: string): string => {
  const [year, month, day] = at.slice(0, 10).split('-').map(Number)
  return `${day} ${MONTHS[(month as number) - 1]} ${year}`
}

function conditionsText(conditions: Conditions): string {
  const { processor, cores, memory, node, commit, isClean, load, begun } = conditions
  const source =
    commit === '' ? 'of no one commit' : `commit \`${commit}\`${isClean ? '' : ' with changes'}`
  return (
    `${cores} cores of an ${processor}, ${memory} GB, Node ${node.slice(1)}, ${source}, ` +
    `${dayOf(begun)}, a load of ${load.toFixed(2)} before`
  )
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
/** Shares that are told: of functions, of folders. */
const [FUNCTION, FOLDER] = [0.025, 0.05]

const profile = (name: string): Part =>
  text((source) => {
    const { functions, folders, garbage, rest } = source.profile(name)
    const named = functions
      .filter(({ share }) => share >= FUNCTION)
      .map((each) => {
        const at = each.name.lastIndexOf(' ')
        const file = each.name.slice(at + 1).replace(/^.*\/|\.ts$/g, '')
        return `${percent(each.share)} \`${each.name.slice(0, at)}\` (${file})`
      })
    const placed = folders
      .filter(({ share }) => share >= FOLDER)
      .map((each) => `${percent(each.share)} \`${each.name}\``)
    const others = `garbage ${percent(garbage)}, the engine, Node and packages ${percent(rest)}`
    return [
      named.length > 0 ? named.join(', ') : 'no function stands out',
      placed.join(', '),
      others,
    ].join('; ')
  })

const soak: Part = text((source) => {
  const { at, minutes, agents, taken, outputs, gaps, gains } = source.part('soak')
  const gained = Object.entries(gains).map(([name, gain]) => `${name} ${number(gain, 2)}`)
  return (
    `${number(agents)} agents for ${minutes} minutes, ${dayOf(at)}: ${number(taken)} messages taken, ` +
    `${number(outputs)} outputs, ${gaps === 0 ? 'no' : number(gaps)} gaps; gained after collection, MB a ` +
    `minute: ${gained.join(', ')}`
  )
})

const faults: Part = text((source) => {
  const found = source.part('faults')
  const sums = found.position === 0 && found.cash === 0
  return (
    `killed ${found.kills} times, ${dayOf(found.at)}: ${number(found.acknowledged)} messages acknowledged, ` +
    `${number(found.repeated)} of them sent again, ${found.lost} lost, ${found.twice} taken twice; ` +
    `${number(found.reports)} reports, ${found.reportsAstray} astray; ${number(found.orders)} orders, ` +
    `${found.unended} without an end; sums ${sums ? '0' : 'other than 0'}; ` +
    `${found.isReplayed ? '' : 'not '}replayed to the byte`
  )
})

const looks = (where: string): Row['of'] => time(`fundamental: mean-reverting, looks ${where}`)
const laying = time('fundamental: stochastic-volatility, a day of steps laid')
const day = time('shell: RMSC04 with the report')

const conditions: Part = ({ figures }) => conditionsText(figures.conditions)

/** Every part that figures are in, by page and name. */
export const PARTS: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
  'README.md': { day: text((source) => day(source).text) },
  'docs/performance.md': {
    conditions,
    ...{ aims: rows(AIMS), learning: rows(LEARNING), costs: rows(COSTS) },
    'profile-kernel': profile('kernel: 1,000 actors'),
    'profile-kernel-10000': profile('kernel: 10,000 actors'),
    'profile-book': profile('book, all mixes'),
    'profile-links': profile('links: RMSC04, all of the model'),
    'profile-episode': profile('learning: ABIDES-gym execution on RMSC04'),
    'profile-day': profile('rmsc04: a day, tape on'),
  },
  'docs/live.md': { conditions, live: rows(LIVE), trips: rows(ROUND_TRIPS), soak, faults },
  'docs/studies.md': { conditions, study: rows(STUDY) },
  'docs/learning/networks.md': { conditions, networks: rows(NETWORKS) },
  'docs/agents/mean-reverting.md': {
    looks: text((source) => {
      const [near, far] = ['a second apart', 'about a day'].map((where) => looks(where)(source))
      return `${near?.text} where looks come a second apart, ${far?.text} where they jump about a day`
    }),
  },
  'docs/agents/stochastic-volatility.md': { path: text((source) => laying(source).text) },
  'docs/scaling.md': {
    conditions,
    grid: text((source) => gridText(source.part('scaling'))),
    verdict: text((source) => verdictText(source.part('scaling'))),
    model: text((source) => modelText(source.part('scaling'))),
    predicted: text((source) => predictedText(source.part('scaling'))),
    alone: text((source) => aloneText(source.part('scaling'))),
  },
}

/**
 * A page with all of its parts, from `<!-- figures:NAME -->` to `<!-- end -->`, made anew. What has several
 * lines stands in a paragraph of its own.
 *
 * @param path of `PARTS`
 * @param missing hears of what was not measured
 * @throws RangeError where a marker has no part, or a part no marker
 */
export function fillFigures(
  path: string,
  page: string,
  figures: Figures,
  missing: (what: string) => void = () => {},
): string {
  const parts = PARTS[path] ?? {}
  const source = createSource(figures)
  const found = new Set<string>()
  const filled = page.replace(
    /<!-- figures:([\w-]+) -->[\s\S]*?<!-- end -->/g,
    (_, name: string): string => {
      const part = parts[name]
      if (part === undefined) throw new RangeError(`${path}: there are no figures "${name}"`)
      found.add(name)
      const told = part(source, missing)
      const within = told.includes('\n') ? `\n\n${told}\n\n` : told
      return `<!-- figures:${name} -->${within}<!-- end -->`
    },
  )
  const lost = Object.keys(parts).filter((name) => !found.has(name))
  if (lost.length > 0) throw new RangeError(`${path} has no place for figures: ${lost.join(', ')}`)
  return filled
}
