export default {
  head: '负责人',
  supervision: '督查',
  dispatcher: '调度员',
  inspector: '检查员',
  grid_officer: '网格员',
  officer: '经办',
  petition_desk: '信访接待',
  accountant: '会计',
  system_admin: '系统管理员',
  security_admin: '安全管理员',
  audit_admin: '审计管理员',
}
