export default {
  title: 'Open a matter',
  choose: 'What kind of matter',
  unit: 'Unit',
  parent: 'Part of',
  about: 'About',
  of: ' ({names})',
  later: '{n} fields that later moves ask for (may be filled in now)',
  submit: 'Open',
  done: 'Opened: {number}',
}
