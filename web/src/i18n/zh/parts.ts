export default {
  done_of: '{all} 件下级，已办结 {done} 件',
  held_up: '卡住这件事的有 {n} 件',
  checklist: '配套清单：{all} 项，已具备 {there} 项',
  built_of: '{built} / {planned}',
  spread: '{round}：{n} 张评分表，平均 {mean} 分，最高最低差 {spread} 分',
}
