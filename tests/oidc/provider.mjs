// A real OpenID provider on this machine, for tests/oidc/run: node provider.mjs PORT REDIRECT.
// Anybody may log in as anybody, with any password: what is tested is what Guatu makes of its word.
import { Provider } from 'oidc-provider';

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'guatu',
      client_secret: 'a secret of the test & its $igns',
      redirect_uris: [redirect],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  pkce: { required: () => true },
  cookies: { keys: ['of the test'] },
  claims: { openid: ['sub'], profile: ['preferred_username'] },
  // The claim stands in the ID token, not only behind the userinfo endpoint.
  conformIdTokenClaims: false,
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log(`ready ${issuer}`));
