// Passkeys in the browser. Nothing is kept of the page's elements: going live replaces them.
const Renew = 240000; // before the server forgets the challenge

const find = kind => document.querySelector(`[data-passkey="${kind}"]`);

class Refused extends Error {
  constructor(answer) {
    super(answer.code);
    Object.assign(this, answer);
  }
}

async function post(address, body) {
  const response = await fetch(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok)
    throw new Refused(answer);
  return answer;
}

// browsers older than the JSON helpers of WebAuthn Level 3
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const text = buffer => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const named = list => list?.map(c => ({ ...c, id: bytes(c.id) }));

const creation = options => PublicKeyCredential.parseCreationOptionsFromJSON?.(options) ?? {
  ...options,
  challenge: bytes(options.challenge),
  user: { ...options.user, id: bytes(options.user.id) },
  excludeCredentials: named(options.excludeCredentials),
};

const request = options => PublicKeyCredential.parseRequestOptionsFromJSON?.(options) ?? {
  ...options,
  challenge: bytes(options.challenge),
  allowCredentials: named(options.allowCredentials),
};

function json(credential) {
  try {
    return credential.toJSON();
  } catch {
    // missing, or a password manager's own object that cannot be asked
  }
  const { response } = credential;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.attestationObject && response.getTransports?.(),
      authenticatorData: response.attestationObject ? undefined : text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  };
}

/** Asks the server, then the person, then the server again; leaves the page when all agree. */
async function carryOut(kind, how) {
  const options = await post(find(kind).dataset.ask, { prove: kind === 'prove' });
  const credential = kind === 'add'
    ? await navigator.credentials.create({ ...how, publicKey: creation(options) })
    : await navigator.credentials.get({ ...how, publicKey: request(options) });
  const { dataset, form } = find(kind);
  const { returnTo, remember, name } = form?.elements ?? {};
  try {
    const answer = await post(dataset.answer, { credential: json(credential), returnTo: returnTo?.value, remember: remember?.checked ?? false, name: name?.value });
    location.assign(answer.location);
  } catch (refused) {
    // the password manager may stop offering it
    if (refused.code === 'unknown')
      PublicKeyCredential.signalUnknownCredential?.({ rpId: options.rpId, credentialId: credential.id }).catch(() => {});
    throw refused;
  }
}

const words = {};

function say(kind, word) {
  words[kind] = word;
  show(kind);
}

function show(kind) {
  const said = document.querySelector(`[data-passkey-said="${kind}"]`);
  const sentence = words[kind] ? find(kind)?.dataset[words[kind]] ?? find(kind)?.dataset.failed : '';
  if (said && said.textContent !== sentence)
    said.textContent = sentence;
}

// what was said before the page went live is said by the new element too
new MutationObserver(() => Object.keys(words).forEach(show)).observe(document.body, { childList: true, subtree: true });

const wordFor = error => error.code && error instanceof Refused ? error.code
  : error.name === 'NotAllowedError' || error.name === 'AbortError' ? 'cancelled'
  : error.name === 'SecurityError' ? 'site'
  : error.name === 'InvalidStateError' ? 'already'
  : 'failed';

function complain(kind, error) {
  if (error.location)
    location.assign(error.location);
  else
    say(kind, wordFor(error));
}

/** The offer to fill in a passkey where the user name is typed: it waits until one is picked. */
let offer;

async function makeOffer() {
  if (offer || !find('sign-in'))
    return;
  offer = new AbortController();
  const { signal } = offer;
  if (!await PublicKeyCredential.isConditionalMediationAvailable?.() || signal.aborted)
    return;
  const renew = setTimeout(async () => {
    if (document.hidden)
      await new Promise(resolve => document.addEventListener('visibilitychange', resolve, { once: true }));
    if (!signal.aborted) {
      withdrawOffer();
      makeOffer();
    }
  }, Renew);
  try {
    await carryOut('sign-in', { mediation: 'conditional', signal });
  } catch (error) {
    // nobody has asked for anything yet: only an answer of the server is news
    if (error instanceof Refused && !signal.aborted)
      complain('sign-in', error);
  } finally {
    clearTimeout(renew);
    if (offer?.signal === signal)
      offer = undefined;
  }
}

function withdrawOffer() {
  offer?.abort();
  offer = undefined;
}

let busy = false;

async function press(kind) {
  if (busy)
    return;
  busy = true;
  withdrawOffer();
  say(kind);
  try {
    await carryOut(kind, {});
  } catch (error) {
    complain(kind, error);
  } finally {
    busy = false;
  }
}

/** What site.js has noticed before and after this module was here. */
export function notice(type, target) {
  const button = target.closest('[data-passkey]');
  if (button && type === 'click')
    press(button.dataset.passkey);
  else if (!button)
    makeOffer();
}

/** On the page that is there for signing in. */
export function open() {
  if (find('sign-in')?.form.getAttribute('action') === location.pathname)
    makeOffer();
}

// the Enter key in the name of a new passkey
document.addEventListener('submit', event => {
  if (event.target.querySelector('[data-passkey="add"]')) {
    event.preventDefault();
    press('add');
  }
});
