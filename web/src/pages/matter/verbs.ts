// The verbs that every matter has, as forms: where each is sent and what it asks for. Which of them a person may use
// comes from the server, with every matter.
export type InputKind = 'person' | 'unit' | 'reason' | 'amount' | 'matter' | 'of' | 'agrees' | 'kind'

export interface VerbInput {
  /** Member of the body. */
  name: string
  kind: InputKind
  isRequired: boolean
}

export interface VerbForm {
  path: string
  inputs: VerbInput[]
  /** Where it stands: with the moves, in the first row of verbs, or below "more". */
  place: 'first' | 'more'
}

const must = (name: string, kind: InputKind): VerbInput => ({name, kind, isRequired: true})
const may = (name: string, kind: InputKind): VerbInput => ({name, kind, isRequired: false})
const reason = must('reason', 'reason')

export const verbForms: Record<string, VerbForm> = {
  cosign: {path: 'cosignatures', inputs: [must('agrees', 'agrees'), may('reason', 'reason')], place: 'first'},
  give_help: {path: 'helps', inputs: [reason], place: 'first'},
  answer_extension: {path: 'extension-answers', inputs: [must('clock', 'of'), must('agrees', 'agrees'), may('reason', 'reason')], place: 'first'},
  unpark: {path: 'unparking', inputs: [may('reason', 'reason')], place: 'first'},
  reopen: {path: 'reopening', inputs: [reason], place: 'first'},
  ask_extension: {path: 'extension-requests', inputs: [must('clock', 'of'), must('amount', 'amount'), reason], place: 'first'},
  return: {path: 'returns', inputs: [reason], place: 'first'},
  assign: {path: 'assignments', inputs: [must('person', 'person'), may('reason', 'reason')], place: 'first'},
  urge: {path: 'urges', inputs: [reason], place: 'first'},
  supervise: {path: 'supervision', inputs: [may('person', 'person'), reason], place: 'first'},
  end_supervision: {path: 'supervision-end', inputs: [reason], place: 'first'},
  transfer: {path: 'transfers', inputs: [must('unit', 'unit'), may('person', 'person'), reason], place: 'more'},
  ask_help: {path: 'help-requests', inputs: [must('person', 'person'), may('reason', 'reason')], place: 'more'},
  ask_cosign: {path: 'cosign-requests', inputs: [must('person', 'person'), may('reason', 'reason')], place: 'more'},
  copy: {path: 'copies', inputs: [must('person', 'person')], place: 'more'},
  stop: {path: 'stops', inputs: [must('stop', 'of'), reason], place: 'more'},
  resume: {path: 'resumptions', inputs: [must('stop', 'of'), may('reason', 'reason')], place: 'first'},
  park: {path: 'parking', inputs: [must('amount', 'amount'), reason], place: 'more'},
  link: {path: 'links', inputs: [must('other', 'matter'), must('kind', 'kind')], place: 'more'},
  merge: {path: 'merge', inputs: [must('other', 'matter'), reason], place: 'more'},
  recuse: {path: 'recusals', inputs: [must('person', 'person'), reason], place: 'more'},
  withdraw: {path: 'withdrawal', inputs: [reason], place: 'more'},
}

export const linkKinds = ['related', 'blocks', 'repeats']
