export default {
  title: 'Parts over time',
  tree: 'Tree',
  chart: 'Chart',
  view: 'How parts are shown',
  no_due: 'no limit',
  legend: 'Bars go from opening to the limit or the end; deep red is what is late, the dashed line is today, arrows lead from what comes before.',
  broken: 'A red dashed arrow: it began although what comes before it was not finished.',
  most: 'The first {n} are drawn.',
}
