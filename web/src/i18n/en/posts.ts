export default {
  head: 'head',
  supervision: 'supervision',
  dispatcher: 'dispatcher',
  inspector: 'inspector',
  grid_officer: 'grid officer',
  officer: 'officer',
  system_admin: 'system administrator',
  security_admin: 'security administrator',
  audit_admin: 'audit administrator',
}
