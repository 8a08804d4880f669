export default {
  title: 'Sign in',
  name: 'Account',
  password: 'Password',
  enter: 'Sign in',
}
