export default {
  none: '不计时',
  green: '正常',
  yellow: '预警',
  red: '超期',
  late: '超 {n} 个工作日',
  left: '剩 {n} 个工作日',
  last_day: '今日到期',
}
