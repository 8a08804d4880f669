// Which figure is measured against which: fields of playbooks that say what was reached, and the field that says what was
// planned. By name, so that any playbook that uses the same words gets its bar.
const plans: Record<string, string> = {
  invested: 'investment',
  invested_this_year: 'investment_this_year',
  revenue: 'revenue_target',
  flats_built: 'flats',
  area_done: 'area',
}

export function planOf(field: string): string | undefined {
  return plans[field]
}
