// All words of the public pages, in both languages: too few for a library.
import {ref} from 'vue'
import {setApiLanguage} from '@/api/client'
import {readSetting, writeSetting} from '@/stores/local'

export type Lang = 'zh' | 'en'

const zh = {
  window: '便民窗口',
  skip: '跳到正文',
  home: '首页',
  follow: '查进度',
  published: '公开名单',
  other: 'English',
  open: '我要办',
  nothing: '这里还没有向公众开放的事项。请打电话或到窗口办理。',
  noLists: '还没有公开的名单。',
  reception: '接待时间和地点',
  mine: '我在这台手机上办的',
  forget: '从这台手机上删除',
  required: '必填',
  optional: '可不填',
  chosenYes: '是',
  chosenNo: '否',
  personal: '只有经办人能看到，加密保存，不会公开。',
  draft: '已恢复上次没有提交的内容。',
  clear: '清空重填',
  send: '提交',
  proving: '正在验证，请稍候…',
  sending: '正在提交…',
  offline: '现在没有网络。写好的内容存在这台手机上；点过“提交”的，网络恢复后自动再交。',
  waiting: '没有连上。内容还在，网络恢复后会自动再提交，不会办两次。',
  again: '现在再试',
  missing: '请先填好：{what}',
  done: '已收到',
  number: '编号',
  code: '查询码',
  keepCode: '查进度要编号和查询码。查询码只在这里显示，请抄下或截图。',
  see: '查看进度',
  query: '查询',
  state: '现在的状态',
  due: '应办到',
  openedAt: '提交时间',
  steps: '经过',
  over: '已办结',
  more: '再看 20 条',
  empty: '没有。',
  loading: '正在读取…',
  address: '地址',
  retry: '重试',
  leave: '不办了，返回首页',
  photo: '照片 {what}',
  photosMost: '最多 {what} 张；多的没有加上。',
  photosKept: '最多 {what} 张；网络断了会自动续传，刷新页面也还在。拍摄地点等信息会先去掉。',
  photoKind: '这个文件打不开；请换一张 JPEG、PNG 或 WebP 照片。',
  photoThere: '已传好',
  photoGoes: '正在传 {what}%',
  photoWaits: '等网络恢复后接着传',
  photoAway: '去掉',
  photoTake: '拍照',
  photoChoose: '从手机里选',
  photosGo: '正在传照片…',
  confirmTitle: '验证联系方式',
  oneTime: '验证码',
  codeAsk: '获取验证码',
  codeAgain: '重新获取验证码',
  codeSending: '正在发送…',
  codeWait: '{what} 秒后可重新获取',
  codeByMail: '验证码已发到邮箱 {what}。',
  codeByPhone: '验证码已发到手机 {what}。',
  codeUntil: '{what} 前有效，只能用于这一次提交。',
  noCode: '收不到验证码怎么办',
  noCodeHelp: '先核对上面填的联系方式；邮箱请看看垃圾邮件，手机请看看拦截的短信。过一分钟可以重新获取，一小时最多三次。还是收不到，就打电话或到窗口办理；您填的内容会留在这台手机上。工作人员不会向您要验证码。',
}

const en: Record<keyof typeof zh, string> = {
  window: 'Public window',
  skip: 'Skip to the page',
  home: 'Home',
  follow: 'Follow',
  published: 'Published',
  other: '中文',
  open: 'What you can ask for',
  nothing: 'Nothing is open to the public here yet. Please call or come.',
  noLists: 'Nothing is published yet.',
  reception: 'Where and when to come',
  mine: 'Sent from this phone',
  forget: 'Remove from this phone',
  required: 'required',
  optional: 'may be left empty',
  chosenYes: 'Yes',
  chosenNo: 'No',
  personal: 'Only those who handle it see this; it is sealed and never published.',
  draft: 'What you had not sent is here again.',
  clear: 'Empty the form',
  send: 'Send',
  proving: 'Checking, one moment…',
  sending: 'Sending…',
  offline: 'There is no network. What you wrote is kept on this phone; once you pressed Send it goes out when the network is back.',
  waiting: 'No connection. What you wrote is kept and is sent again when the network is back; it is not done twice.',
  again: 'Try now',
  missing: 'Please fill in: {what}',
  done: 'Received',
  number: 'Number',
  code: 'Code',
  keepCode: 'You need number and code to follow it. The code is shown only here: write it down or take a picture.',
  see: 'Follow it',
  query: 'Look up',
  state: 'State now',
  due: 'Due',
  openedAt: 'Sent',
  steps: 'What happened',
  over: 'Closed',
  more: '20 more',
  empty: 'None.',
  loading: 'Reading…',
  address: 'Address',
  retry: 'Try again',
  leave: 'Leave it, back home',
  photo: 'Photo {what}',
  photosMost: 'At most {what}; the others were not added.',
  photosKept: 'At most {what}; they go on after a broken connection and stay when the page is read anew. Where they were taken is removed first.',
  photoKind: 'This file cannot be opened; choose a JPEG, PNG or WebP photo.',
  photoThere: 'Arrived',
  photoGoes: 'Sending, {what}%',
  photoWaits: 'Goes on when the network is back',
  photoAway: 'Take away',
  photoTake: 'Take a photo',
  photoChoose: 'Choose from the phone',
  photosGo: 'Sending the photos…',
  confirmTitle: 'Confirm your contact',
  oneTime: 'One-time code',
  codeAsk: 'Send me a code',
  codeAgain: 'Send another code',
  codeSending: 'Sending…',
  codeWait: 'Another one in {what} s',
  codeByMail: 'A code was sent to {what}.',
  codeByPhone: 'A code was sent to {what}.',
  codeUntil: 'It is good until {what}, for this form alone.',
  noCode: 'No code comes?',
  noCodeHelp: 'Look at the contact above again; look into the spam folder, or among blocked messages. After a minute you can ask for another one, three an hour at most. If none comes, call or come to the office; what you wrote stays on this phone. Nobody of the office will ever ask you for a code.',
}

export const texts: Record<Lang, Record<keyof typeof zh, string>> = {zh, en}

function firstLang(): Lang {
  const kept = readSetting('lang')
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.startsWith('zh') ? 'zh' : 'en'
}

export const lang = ref<Lang>('zh')

export function useLang(to: Lang = firstLang()): void {
  lang.value = to
  document.documentElement.lang = to === 'zh' ? 'zh-CN' : 'en'
  document.title = texts[to].window
  setApiLanguage(to, texts[to].waiting)
  writeSetting('lang', to)
}

export const t = (key: keyof typeof zh, what = '') => texts[lang.value][key].replace('{what}', what)

/** A title of the server in the language of the page. */
export const say = (title: {zh: string; en: string} | null | undefined) =>
  title ? (lang.value === 'en' && title.en ? title.en : title.zh) : ''
