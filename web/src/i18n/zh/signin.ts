export default {
  title: '登录',
  name: '账号',
  password: '密码',
  enter: '登录',
}
