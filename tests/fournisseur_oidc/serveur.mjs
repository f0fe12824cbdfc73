// A real OpenID provider on loopback. It signs in whoever it was told to, and spoils its answers on demand:
// POST /scenario { personne: {sub, …}, acr, faute }. Prints its address once it listens.
import { createServer } from 'node:http';

import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const RETOURS = process.argv.slice(2);
const serveur = createServer();
await new Promise((pret) => serveur.listen(0, '127.0.0.1', pret));
const adresse = `http://127.0.0.1:${serveur.address().port}`;

const { privateKey: cle } = await generateKeyPair('RS256', { extractable: true });
const { privateKey: fausse } = await generateKeyPair('RS256');
const jwk = { ...(await exportJWK(cle)), kid: 'essai', use: 'sig', alg: 'RS256' };
const signer = (contenu, avec) => new SignJWT(contenu).setProtectedHeader({ alg: 'RS256', kid: 'essai' }).sign(avec);

let scenario = { personne: { sub: 'personne-1' }, acr: 'eidas1', faute: '' };

const fournisseur = new Provider(adresse, {
  clients: [{
    client_id: 'portail',
    client_secret: 'secret-des-essais',
    redirect_uris: RETOURS.slice(0, 1),
    post_logout_redirect_uris: RETOURS.slice(1),
    userinfo_signed_response_alg: 'RS256',
  }],
  jwks: { keys: [jwk] },
  acrValues: ['eidas0', 'eidas1', 'eidas2'],
  claims: { openid: ['sub'], profile: ['given_name', 'family_name', 'siret'], email: ['email', 'email_verified'], acr: null },
  conformIdTokenClaims: true,
  features: { devInteractions: { enabled: false }, jwtUserinfo: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  cookies: { keys: ['essai'] },
  interactions: { url: (ctx, interaction) => `/entree/${interaction.uid}` },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ ...scenario.personne, sub }) }),
  loadExistingGrant: async (ctx) => {
    const accord = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    accord.addOIDCScope('openid profile email');
    await accord.save();
    return accord;
  },
});

async function jetonAltere(jeton) {
  const contenu = decodeJwt(jeton);
  const maintenant = Math.floor(Date.now() / 1000);
  if (scenario.faute === 'nonce') contenu.nonce = 'un-autre';
  if (scenario.faute === 'perime') Object.assign(contenu, { iat: maintenant - 7200, exp: maintenant - 3600 });
  if (scenario.faute === 'audience') contenu.aud = 'un-autre-client';
  if (scenario.faute === 'emetteur') contenu.iss = 'https://ailleurs.example';
  if (scenario.faute === 'sans-signature') {
    const b64 = (objet) => Buffer.from(JSON.stringify(objet)).toString('base64url');
    return `${b64({ alg: 'none' })}.${b64(contenu)}.`;
  }
  return signer(contenu, scenario.faute === 'signature' ? fausse : cle);
}

async function userinfoAltere(jeton) {
  const contenu = decodeJwt(jeton);
  if (scenario.faute === 'userinfo-autre-personne') contenu.sub = 'quelqu-un-d-autre';
  if (scenario.faute === 'userinfo-audience') contenu.aud = 'un-autre-client';
  return signer(contenu, scenario.faute === 'userinfo-signature' ? fausse : cle);
}

fournisseur.use(async (ctx, suite) => {
  await suite();
  if (ctx.path === '/token' && ctx.body?.id_token) {
    ctx.body = { ...ctx.body, id_token: await jetonAltere(ctx.body.id_token) };
  }
  if (ctx.path === '/me' && scenario.faute.startsWith('userinfo') && typeof ctx.body === 'string') {
    if (scenario.faute === 'userinfo-en-clair') ctx.body = decodeJwt(ctx.body);
    else {
      ctx.body = await userinfoAltere(ctx.body);
      ctx.type = 'application/jwt';
    }
  }
});

const lire = async (requete) => {
  const morceaux = [];
  for await (const morceau of requete) morceaux.push(morceau);
  return JSON.parse(Buffer.concat(morceaux).toString());
};

const repondre = fournisseur.callback();
serveur.on('request', async (requete, reponse) => {
  if (requete.url === '/scenario') {
    scenario = { faute: '', acr: 'eidas1', ...(await lire(requete)) };
    reponse.end('{}');
  } else if (requete.url.startsWith('/entree/')) {
    const login = { accountId: scenario.personne.sub, acr: scenario.acr, remember: false };
    await fournisseur.interactionFinished(requete, reponse, { login }, { mergeWithLastSubmission: false });
  } else repondre(requete, reponse);
});
console.log(adresse);
