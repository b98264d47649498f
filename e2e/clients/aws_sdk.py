"""AWS's library for Bedrock and Lex through the filter at the URL given. Any surprise is an exception."""
import json

import boto3
from asking import MESSAGE, TEXT, URL, ask, cut_off, refused, same
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

OPTIONS = dict(
    endpoint_url=URL, region_name="eu-central-1", aws_access_key_id="none", aws_secret_access_key="none",
    config=Config(retries={"total_max_attempts": 1}, read_timeout=30),
)
bedrock = boto3.client("bedrock-runtime", **OPTIONS)
lex = boto3.client("lexv2-runtime", **OPTIONS)
MODEL = "anthropic.claude-v9:0"


def messages(text):
    return [{"role": "user", "content": [{"text": text}]}]


def converse(text):
    return bedrock.converse(modelId=MODEL, messages=messages(text))["output"]["message"]["content"][0]["text"]


def converse_stream(text):
    return list(bedrock.converse_stream(modelId=MODEL, messages=messages(text))["stream"])


def model_body(text):
    return json.dumps({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": [{"role": "user", "content": text}]})


def invoke(text):
    return json.load(bedrock.invoke_model(modelId=MODEL, body=model_body(text))["body"])["content"][0]["text"]


def invoke_stream(text, got=None):
    got = [] if got is None else got
    for e in bedrock.invoke_model_with_response_stream(modelId=MODEL, body=model_body(text))["body"]:
        event = json.loads(e["chunk"]["bytes"])
        got.append(event.get("delta", {}).get("text", ""))
    return "".join(got)


def recognize(text):
    answer = lex.recognize_text(botId="BOT0000001", botAliasId="ALIAS00001", localeId="en_US", sessionId="s1", text=text)
    return answer["messages"][0]["content"]


def text_of(events):
    return "".join(e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e)


def check(e):
    same((e.response["ResponseMetadata"]["HTTPStatusCode"], e.response["Error"]["Code"]), (403, "AccessDeniedException"))
    same(e.response["Error"]["Message"], MESSAGE)


same([converse(ask("text")), invoke(ask("text")), recognize(ask("text"))], [TEXT] * 3)
same([text_of(converse_stream(ask("text"))), invoke_stream(ask("text"))], [TEXT] * 2)
for kind in "secret", "leak-first":
    for call in converse, converse_stream, invoke, invoke_stream, recognize:
        refused(kind, call, ClientError, check)
events = converse_stream(ask("leak-later"))
cut_off(text_of(events))
same(events[-1], {"messageStop": {"stopReason": "content_filtered"}})
seen = []
try:
    invoke_stream(ask("leak-later"), seen)
    raise AssertionError("a leak is no error")
except EventStreamError as e:
    same(e.response["Error"], {"Code": "validationException", "Message": MESSAGE})
cut_off("".join(seen))
print("ok")
