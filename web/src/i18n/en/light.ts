export default {
  none: 'No clock',
  green: 'In time',
  yellow: 'Warning',
  red: 'Late',
  late: '{n} working day late | {n} working days late',
  left: '{n} working day left | {n} working days left',
  last_day: 'Due today',
}
