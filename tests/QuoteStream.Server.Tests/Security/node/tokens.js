// Makes keys and JSON Web Tokens with Node's own cryptography, one JSON request a line: a second implementation for the server to agree with.
'use strict';

const crypto = require('crypto');
const readline = require('readline');

const base64url = (data) => Buffer.from(data).toString('base64url');

function makeKey({ type }) {
  if (type === 'secret') {
    return { private: crypto.randomBytes(32).toString('base64') };
  }
  const [kind, options] = type.startsWith('rsa')
    ? ['rsa', { modulusLength: Number(type.slice(3)) }]
    : ['ec', { namedCurve: type }];
  const pair = crypto.generateKeyPairSync(kind, options);
  return {
    private: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    public: pair.publicKey.export({ type: 'spki', format: 'pem' }),
    jwk: JSON.stringify(pair.publicKey.export({ format: 'jwk' })),
  };
}

// "as" is the algorithm that is used, whatever the header says.
function sign({ as, key, header, payload }) {
  const text = `${base64url(header)}.${base64url(payload)}`;
  const signers = {
    none: () => Buffer.alloc(0),
    HS256: () => crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest(),
    RS256: () => crypto.sign('sha256', text, key),
    PS256: () => crypto.sign('sha256', text, { key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
    ES256: () => crypto.sign('sha256', text, { key, dsaEncoding: 'ieee-p1363' }),
  };
  return { token: `${text}.${signers[as]().toString('base64url')}` };
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  console.log(JSON.stringify(request.type ? makeKey(request) : sign(request)));
});
