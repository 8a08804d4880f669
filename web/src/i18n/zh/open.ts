export default {
  title: '新建事项',
  choose: '选择事项类型',
  unit: '所属单位',
  parent: '上级事项',
  about: '所属主体',
  of: '（{names}）',
  later: '以后办理时再填的 {n} 项（现在也可以填）',
  submit: '立项',
  done: '已立项：{number}',
}
