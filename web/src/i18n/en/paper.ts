export default {
  title: 'Papers',
  docx: 'Word',
  pdf: 'PDF',
  missing: 'Still lacks: {what}',
  freeze: 'Freeze',
  freeze_help: 'Sealed as the ledger is now: its figures stay. Somebody else then verifies it.',
  personal: 'Personal values in full (written into the audit)',
  saved: 'Saved: {name} (written into the audit)',
  minutes: 'Minutes',
}
