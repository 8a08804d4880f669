// Compares calendars/cn-*.yaml with two independent tables, every day of 2018-2026: worked or not.
// Not a judge: a difference is mended in our data or explained there under `differs`. See docs/formats/calendars.md.
// Run: npm ci && node compare.mjs. Exits 1 on an unexplained difference, on an explanation that no longer holds,
// and when our files do not cover every day.
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parse} from 'yaml';

process.env.TZ = 'Asia/Shanghai'; // One package reads a date text in the zone of the process.
const chineseDays = (await import('chinese-days')).default;
const chineseWorkday = await import('chinese-workday');

const oracles = {
  'chinese-days': (day) => chineseDays.isWorkday(day),
  'chinese-workday': (day) => chineseWorkday.isWorkday(day),
};
const FIRST = '2018-01-01';
const LAST = '2026-12-31';
const EXPECTED_DAYS = 3287;

/** Every civil date from..to, both included, as `YYYY-MM-DD`. */
function* days(from, to) {
  for (let t = Date.parse(from + 'T00:00:00Z'); t <= Date.parse(to + 'T00:00:00Z'); t += 86_400_000)
    yield new Date(t).toISOString().slice(0, 10);
}

/** Our files: which days are free, which worked, which years are covered, which differences are explained. */
function readOurs(folder) {
  const free = new Set();
  const worked = new Set();
  const years = new Set();
  const explained = new Map(); // `day oracle` -> {says, why}
  for (const file of readdirSync(folder).filter((f) => /^cn-.*\.yaml$/.test(f)).sort()) {
    const data = parse(readFileSync(join(folder, file), 'utf8'));
    years.add(String(data.year));
    for (const h of data.holidays) for (const day of days(h.from, h.to)) free.add(day);
    for (const w of data.worked) worked.add(w.date);
    for (const d of data.differs ?? []) explained.set(`${d.date} ${d.oracle}`, {...d, file, used: false});
  }
  return {free, worked, years, explained};
}

/** true: worked; false: free; undefined: our files do not cover the day. */
function isWorked(ours, day) {
  if (!ours.years.has(day.slice(0, 4))) return undefined;
  if (ours.free.has(day)) return false;
  if (ours.worked.has(day)) return true;
  const weekday = new Date(day + 'T00:00:00Z').getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

const folder = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../../calendars');
const ours = readOurs(folder);
const word = (worked) => (worked ? 'working' : 'free');
let compared = 0;
let wrong = 0;
for (const day of days(FIRST, LAST)) {
  const mine = isWorked(ours, day);
  if (mine === undefined) continue;
  compared++;
  for (const [name, says] of Object.entries(oracles)) {
    const theirs = says(day);
    if (theirs === mine) continue;
    const why = ours.explained.get(`${day} ${name}`);
    if (why !== undefined && why.says === word(theirs)) {
      why.used = true;
      console.log(`explained   ${day}: ours ${word(mine)}, ${name} ${word(theirs)}: ${why.why}`);
    } else {
      wrong++;
      console.log(`DIFFERENCE  ${day}: ours ${word(mine)}, ${name} ${word(theirs)}: mend it or explain it in \`differs\``);
    }
  }
}
for (const [key, d] of ours.explained) {
  if (d.used) continue;
  wrong++;
  console.log(`STALE       ${key} in ${d.file} no longer differs: take the line out of \`differs\``);
}
if (compared !== EXPECTED_DAYS) {
  wrong++;
  console.log(`UNCOVERED   our files cover ${compared} of ${EXPECTED_DAYS} days`);
}
console.log(`${compared} days compared with ${Object.keys(oracles).join(' and ')}; ${wrong} problem(s)`);
process.exit(wrong === 0 ? 0 : 1);
