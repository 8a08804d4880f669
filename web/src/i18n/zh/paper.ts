export default {
  title: '文书',
  docx: 'Word',
  pdf: 'PDF',
  missing: '还缺：{what}',
  freeze: '定稿',
  freeze_help: '按此刻的账本封存，数字不再变动；再由他人核对印发。',
  personal: '个人信息不打码（会记入审计）',
  saved: '已保存：{name}（已记入审计）',
  minutes: '会议纪要',
}
