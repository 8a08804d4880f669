export default {
  head: 'head',
  supervision: 'supervision',
  dispatcher: 'dispatcher',
  inspector: 'inspector',
  grid_officer: 'grid officer',
  officer: 'officer',
  petition_desk: 'petition desk',
  accountant: 'accountant',
  system_admin: 'system administrator',
  security_admin: 'security administrator',
  audit_admin: 'audit administrator',
}
