export default {
  done_of: '{done} of {all} parts are done',
  held_up: 'Held up by {n}',
  checklist: 'Checklist: {there} of {all} are there',
  built_of: '{built} / {planned}',
  spread: '{round}: {n} sheets, mean {mean}, highest and lowest {spread} apart',
}
