"""Cohere's library, both versions of its chat, through the filter at the URL given. Any surprise is an exception."""
import cohere
from asking import MESSAGE, TEXT, URL, ask, cut_off, refused, same

v1 = cohere.Client(api_key="none", base_url=URL, timeout=30)
v2 = cohere.ClientV2(api_key="none", base_url=URL, timeout=30)


def messages(text):
    return [{"role": "user", "content": text}]


def old(text):
    return v1.chat(message=text, model="m").text


def old_stream(text):
    return list(v1.chat_stream(message=text, model="m"))


def new(text):
    return v2.chat(model="m", messages=messages(text)).message.content[0].text


def new_stream(text):
    return list(v2.chat_stream(model="m", messages=messages(text)))


def check(e):
    same((e.status_code, e.body), (403, {"message": MESSAGE}))


def old_text(events):
    return "".join(e.text for e in events if e.event_type == "text-generation")


def new_text(events):
    return "".join(e.delta.message.content.text for e in events if e.type == "content-delta")


same(old(ask("text")), TEXT)
same(new(ask("text")), TEXT)
same(old_text(old_stream(ask("text"))), TEXT)
same(new_text(new_stream(ask("text"))), TEXT)
for kind in "secret", "leak-first":
    for call in old, new, old_stream, new_stream:
        refused(kind, call, cohere.errors.ForbiddenError, check)
events = old_stream(ask("leak-later"))
cut_off(old_text(events))
same((events[-1].event_type, events[-1].finish_reason), ("stream-end", "ERROR"))
events = new_stream(ask("leak-later"))
cut_off(new_text(events))
same((events[-1].type, events[-1].delta.finish_reason, events[-1].delta.error), ("message-end", "ERROR", MESSAGE))
print("ok")
