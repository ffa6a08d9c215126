// A mobile application on oauth4webapi: asks to be let in, gets tokens, refreshes them, and tries the old one again.
// Reads where a browser was sent back to from its input, line by line; writes what it has done as JSON, line by line.
import * as oauth from 'oauth4webapi';
import { createInterface } from 'node:readline';

const [issuer, client_id, redirect_uri, scope] = process.argv.slice(2);
const insecure = { [oauth.allowInsecureRequests]: true }; // loopback has no TLS
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => new URL((await lines.next()).value);
const say = (said) => console.log(JSON.stringify(said));
const refused = async (tried) => {
  try {
    await tried();
  } catch (error) {
    return error.error ?? error.code ?? error.message;
  }
  return null;
};

const resource = new URL('/graphql', issuer);
const found = await oauth.resourceDiscoveryRequest(resource, insecure);
const about = await oauth.processResourceDiscoveryResponse(resource, found);
const server = new URL(about.authorization_servers[0]);
const answer = await oauth.discoveryRequest(server, { algorithm: 'oauth2', ...insecure });
const as = await oauth.processDiscoveryResponse(server, answer);
const client = { client_id };
const none = oauth.None();

const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const address = new URL(as.authorization_endpoint);
address.search = new URLSearchParams({
  client_id,
  redirect_uri,
  response_type: 'code',
  scope,
  resource: about.resource,
  state,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
});
say({ address: address.href });

const back = await next();
const wrong = new URL(back);
wrong.searchParams.set('iss', 'https://evil.example');
const mixedUp = await refused(async () => oauth.validateAuthResponse(as, client, wrong, state));
const parameters = oauth.validateAuthResponse(as, client, back, state);
const redeem = (code_verifier) =>
  oauth.authorizationCodeGrantRequest(as, client, none, parameters, redirect_uri, code_verifier, insecure);
const otherVerifier = await refused(async () =>
  oauth.processAuthorizationCodeResponse(as, client, await redeem(oauth.generateRandomCodeVerifier())),
);
const first = await oauth.processAuthorizationCodeResponse(as, client, await redeem(verifier));
const refresh = async (token) =>
  oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, none, token, insecure));
const second = await refresh(first.refresh_token);
say({ mixedUp, otherVerifier, scope: second.scope, expires: second.expires_in, type: second.token_type });

const query = async (token) => {
  const body = JSON.stringify({ query: '{ viewer { username } }' });
  const headers = new Headers({ 'content-type': 'application/json' });
  try {
    const answer = await oauth.protectedResourceRequest(token, 'POST', resource, headers, body, insecure);
    return [answer.status, (await answer.json()).data?.viewer.username ?? null];
  } catch (error) {
    return [error.status ?? null, error.message];
  }
};
const live = await query(second.access_token);
const reused = await refused(() => refresh(first.refresh_token));
const afterwards = await refused(() => refresh(second.refresh_token));
say({ reused, afterwards, live, dead: (await query(second.access_token))[0] });
process.exit(0);
