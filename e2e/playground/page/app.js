// The page of the playground: sends a chat through Envoy and shows both sides of it. No framework; text only ever goes
// into text nodes, because what is shown is what attackers write.
const $ = (id) => document.getElementById(id);

function element(name, props = {}, ...children) {
  const e = Object.assign(document.createElement(name), props);
  e.append(...children);
  return e;
}

let raw = ''; // a sample's whole body, until its message is edited

function bodyOf(path, message, stream) {
  if (raw) return raw;
  const body = { model: 'demo', messages: [{ role: 'user', content: message }] };
  if (path.endsWith('/messages')) body.max_tokens = 99;
  if (stream) body.stream = true;
  return JSON.stringify(body);
}

// textOf finds what a person reads in an answer of either API; anything else is shown as it is.
function textOf(body) {
  try {
    const v = JSON.parse(body);
    return v.choices?.[0]?.message?.content ?? v.content?.map((c) => c.text ?? '').join('') ?? JSON.stringify(v, null, 2);
  } catch {
    return body;
  }
}

// deltaOf is the text of one event of a stream.
function deltaOf(data) {
  try {
    const v = JSON.parse(data);
    return v.choices?.[0]?.delta?.content ?? v.delta?.text ?? '';
  } catch {
    return '';
  }
}

// readStream hands the text of each event to show as soon as it is there.
async function readStream(response, show) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith('data:')) show(deltaOf(line.slice(5)));
    }
  }
}

function textOfStream(body) {
  return body.split('\n').filter((l) => l.startsWith('data:')).map((l) => deltaOf(l.slice(5))).join('');
}

async function send(event) {
  event?.preventDefault();
  const path = $('path').value;
  const stream = $('stream').checked && !raw;
  const body = bodyOf(path, $('message').value, stream);
  for (const id of ['sent', 'received', 'answered', 'got', 'findings', 'verdict']) $(id).replaceChildren();
  say('status', '', 'sending');
  const began = performance.now();
  let first = 0, tokens = 0;
  try {
    const response = await fetch('/send?path=' + encodeURIComponent(path), { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      await readStream(response, (text) => {
        if (!text) return;
        first ||= performance.now() - began;
        tokens++;
        $('got').append(element('span', { className: 'token' }, text));
      });
    } else {
      $('got').textContent = textOf(await response.text());
    }
    const took = performance.now() - began;
    const timing = first ? `, first text after ${first.toFixed(0)} ms, ${tokens} pieces` : '';
    say('status', response.ok ? 'ok' : 'bad', `${response.status} in ${took.toFixed(0)} ms${timing}`);
    await showExchange(response.headers.get('x-request-id'), path);
  } catch (error) {
    say('status', 'bad', String(error));
  }
}

async function showExchange(id, path) {
  const x = await (await fetch(`/exchange?id=${encodeURIComponent(id)}&path=${encodeURIComponent(path)}`)).json();
  for (const text of x.texts ?? []) {
    const line = element('p', {}, element('span', { className: 'path' }, `${text.path}, ${text.scope}`));
    for (const p of text.pieces) {
      line.append(p.type ? element('mark', { className: p.action, title: `${p.action} by rule ${p.rule}` }, p.text, element('small', {}, p.type)) : p.text);
    }
    $('sent').append(line);
  }
  $('received').textContent = x.received || 'nothing: the filter answered';
  $('answered').textContent = x.answered.startsWith('data:') || x.answered.startsWith('event:') ? textOfStream(x.answered) : textOf(x.answered);
  showDecision(x);
}

function showDecision(x) {
  const audit = x.audit ?? {};
  const parts = [];
  for (const d of ['request', 'response']) {
    const r = audit[d];
    if (!r) continue;
    parts.push(`${d}: ${r.verdict}${r.would ? ` (would ${r.would})` : ''}, coverage ${r.coverage}${r.reason ? ` (${r.reason})` : ''}`);
    for (const f of r.findings) {
      $('findings').append(element('tr', {}, ...[d, f.type, f.action, f.rule, f.path || 'the text', f.count].map((t) => element('td', {}, String(t)))));
    }
  }
  const policy = audit.policy ? `policy ${audit.policy}, mode ${audit.mode}, API ${audit.api || 'unknown'}. ` : '';
  $('verdict').append(element('b', {}, parts.join('; ') || x.state || 'nothing was found'), ` ${policy}${x.duration} ms in Envoy.`);
}

function say(id, kind, text) {
  $(id).className = kind;
  $(id).textContent = text;
}

async function showSamples() {
  for (const s of await (await fetch('/samples')).json()) {
    const button = element('button', { type: 'button', title: s.explain }, s.name);
    button.addEventListener('click', () => {
      $('message').value = s.raw || s.text;
      raw = s.raw || '';
      $('path').value = s.path || '/v1/chat/completions';
      $('stream').checked = !!s.stream;
      $('hint').textContent = `${s.explain} Ctrl+Enter sends.`;
      send();
    });
    $('samples').append(button);
  }
}

function numberLines() {
  const n = $('policy').value.split('\n').length;
  $('lines').textContent = Array.from({ length: n }, (_, i) => i + 1).join('\n');
}

function goTo(line, column) {
  const lines = $('policy').value.split('\n');
  const at = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1;
  $('policy').focus();
  $('policy').setSelectionRange(at, at + 1);
}

function showMistakes(list) {
  $('mistakes').replaceChildren(...list.map((m) => {
    const button = element('button', { type: 'button' }, `${m.line}:${m.column}: ${m.path ? m.path + ': ' : ''}${m.message}`);
    button.addEventListener('click', () => goTo(m.line, m.column));
    return element('li', {}, button);
  }));
  $('policy').setAttribute('aria-invalid', list.length > 0);
}

async function putPolicy(query) {
  return (await fetch('/policy' + query, { method: 'PUT', body: $('policy').value })).json();
}

let waiting;
function edited() {
  numberLines();
  say('applied', '', 'not applied yet');
  clearTimeout(waiting);
  waiting = setTimeout(async () => showMistakes((await putPolicy('?check')).mistakes), 300);
}

async function apply() {
  clearTimeout(waiting);
  say('applied', '', 'applying');
  const result = await putPolicy('');
  showMistakes(result.mistakes);
  if (result.applied) say('applied', 'ok', 'Envoy runs this policy');
  else say('applied', 'bad', result.error || 'not applied: see the mistakes');
}

$('chat').addEventListener('submit', send);
$('message').addEventListener('input', () => { raw = ''; });
$('message').addEventListener('keydown', (e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) send(e); });
$('policy').addEventListener('input', edited);
$('policy').addEventListener('scroll', () => { $('lines').scrollTop = $('policy').scrollTop; });
$('apply').addEventListener('click', apply);

await showSamples();
$('policy').value = await (await fetch('/policy')).text();
numberLines();
document.documentElement.dataset.ready = 'true';
