"""Google's Gen AI library through the filter at the URL given. Any surprise is an exception."""
from asking import MESSAGE, TEXT, URL, ask, cut_off, refused, same
from google import genai
from google.genai import errors, types

client = genai.Client(api_key="none", http_options=types.HttpOptions(base_url=URL, timeout=30_000))


def whole(text):
    return client.models.generate_content(model="m", contents=text).text


def stream(text):
    return list(client.models.generate_content_stream(model="m", contents=text))


def check(e):
    same((e.code, e.status, e.message), (403, "PERMISSION_DENIED", MESSAGE))


same(whole(ask("text")), TEXT)
same("".join(c.text or "" for c in stream(ask("text"))), TEXT)
for kind in "secret", "leak-first":
    for call in whole, stream:
        refused(kind, call, errors.ClientError, check)
chunks = stream(ask("leak-later"))
cut_off("".join(c.text or "" for c in chunks))
same(chunks[-1].candidates[0].finish_reason, types.FinishReason.SAFETY)
print("ok")
