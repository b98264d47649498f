"""Client libraries whose calls are refused, by the filter at the URL given: each must see its API's own error, with the
policy's message and nothing of the token. Any surprise is an exception."""
import asyncio
import sys

URL = sys.argv[1]
TOKEN = "ghp_aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1z2A"
ASK = f"my token is {TOKEN}"
done, failed = [], []


def same(got, want):
    assert got == want, f"got {got!r}, want {want!r}"


def refused(name, kind, call, told):
    """call must raise kind, and told must find status and message in it."""
    try:
        result = call()
    except kind as e:
        status, message = told(e)
        same(int(status), 403)
        assert "withheld" in message, (name, message)
        assert TOKEN[:8] not in repr(e) + str(e), name
        done.append(name)
        return
    raise AssertionError(f"{name}: no error, but {result!r}")


def google():
    from google import genai
    from google.genai import errors, types

    client = genai.Client(api_key="none", http_options=types.HttpOptions(base_url=URL, timeout=30000))
    told = lambda e: (e.code, e.message)
    refused("google-genai", errors.ClientError, lambda: client.models.generate_content(model="m", contents=ASK), told)
    refused("google-genai stream", errors.ClientError, lambda: list(client.models.generate_content_stream(model="m", contents=ASK)), told)
    text, reason = "", None
    for chunk in client.models.generate_content_stream(model="m", contents="leak"):
        text += chunk.text or ""
        reason = chunk.candidates[0].finish_reason or reason
    same((text, reason), ("Wait. ", types.FinishReason.SAFETY))


def cohere():
    import cohere
    from cohere.core.api_error import ApiError

    client = cohere.ClientV2(api_key="none", base_url=URL, timeout=30)
    messages = [{"role": "user", "content": ASK}]
    told = lambda e: (e.status_code, str(e.body))
    refused("cohere", ApiError, lambda: client.chat(model="m", messages=messages), told)
    refused("cohere stream", ApiError, lambda: list(client.chat_stream(model="m", messages=messages)), told)
    text, end = "", None
    for event in client.chat_stream(model="m", messages=[{"role": "user", "content": "leak"}]):
        if event.type == "content-delta":
            text += event.delta.message.content.text
        elif event.type == "message-end":
            end = event.delta.finish_reason
    same((text, end), ("Wait. ", "ERROR"))


def mistral():
    from mistralai.client import Mistral
    from mistralai.client.errors import MistralError

    client = Mistral(api_key="none", server_url=URL, timeout_ms=30000)
    messages = [{"role": "user", "content": ASK}]
    told = lambda e: (e.status_code, e.body)
    refused("mistralai", MistralError, lambda: client.chat.complete(model="m", messages=messages), told)
    refused("mistralai stream", MistralError, lambda: list(client.chat.stream(model="m", messages=messages)), told)
    text, end = "", None
    for event in client.chat.stream(model="m", messages=[{"role": "user", "content": "leak"}]):
        choice = event.data.choices[0]
        text += choice.delta.content or ""
        end = choice.finish_reason or end
    same((text, end), ("Wait. ", "content_filter"))


def amazon():
    import json

    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError

    options = dict(
        endpoint_url=URL, region_name="eu-central-1", aws_access_key_id="none", aws_secret_access_key="none",
        config=Config(retries={"max_attempts": 0}, read_timeout=30),
    )
    bedrock = boto3.client("bedrock-runtime", **options)
    messages = [{"role": "user", "content": [{"text": ASK}]}]

    def told(e):
        same(e.response["Error"]["Code"], "AccessDeniedException")
        return e.response["ResponseMetadata"]["HTTPStatusCode"], e.response["Error"]["Message"]

    body = json.dumps({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": [{"role": "user", "content": ASK}]})
    refused("boto3 converse", ClientError, lambda: bedrock.converse(modelId="m", messages=messages), told)
    refused("boto3 converse_stream", ClientError, lambda: bedrock.converse_stream(modelId="m", messages=messages), told)
    refused("boto3 invoke_model", ClientError, lambda: bedrock.invoke_model(modelId="anthropic.claude-3-haiku-20240307-v1:0", body=body), told)
    refused(
        "boto3 invoke_model_with_response_stream", ClientError,
        lambda: bedrock.invoke_model_with_response_stream(modelId="anthropic.claude-3-haiku-20240307-v1:0", body=body), told,
    )
    lex = boto3.client("lexv2-runtime", **options)
    refused(
        "boto3 recognize_text", ClientError,
        lambda: lex.recognize_text(botId="ABCDEFGHIJ", botAliasId="TSTALIASID", localeId="de_DE", sessionId="s1", text=ASK), told,
    )
    text, end = "", None
    for event in bedrock.converse_stream(modelId="m", messages=[{"role": "user", "content": [{"text": "leak"}]}])["stream"]:
        text += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")
        end = event.get("messageStop", {}).get("stopReason", end)
    same((text, end), ("Wait. ", "content_filtered"))


def slack():
    from slack_sdk import WebClient
    from slack_sdk.errors import SlackApiError

    def told(e):
        same(e.response["error"], "message_blocked")
        return e.response.status_code, str(e.response["response_metadata"])

    client = WebClient(token="none", base_url=URL + "/api/", timeout=30)
    refused("slack_sdk", SlackApiError, lambda: client.chat_postMessage(channel="C1", text=ASK), told)


def telegram():
    import telegram

    async def send():
        async with telegram.Bot("1:none", base_url=URL + "/bot") as bot:
            return await bot.send_message(chat_id=1, text=ASK)

    # The bot starts by asking who it is: the upstream answers that.
    refused("python-telegram-bot", telegram.error.Forbidden, lambda: asyncio.run(send()), lambda e: (403, e.message))


def bots():
    from botbuilder.schema import Activity, ErrorResponseException
    from botframework.connector import ConnectorClient
    from msrest.authentication import Authentication

    client = ConnectorClient(Authentication(), base_url=URL)
    client.config.retry_policy.retries = 0
    activity = Activity(type="message", text=ASK)
    refused(
        "botframework-connector", ErrorResponseException, lambda: client.conversations.send_to_conversation("c1", activity),
        lambda e: (e.response.status_code, e.error.error.message),
    )


def mcp():
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client as connect
    from mcp.shared.exceptions import MCPError

    async def call():
        async with connect(URL + "/mcp") as streams, ClientSession(streams[0], streams[1]) as session:
            await session.initialize()
            try:
                return await session.call_tool("send", {"text": ASK})
            except MCPError as e:
                return e

    e = asyncio.run(asyncio.wait_for(call(), 30))
    assert isinstance(e, Exception), e
    assert TOKEN[:8] not in str(e), e
    assert "withheld" in str(e), e
    done.append("mcp")


for part in google, cohere, mistral, amazon, slack, telegram, bots, mcp:
    if len(sys.argv) > 3 and part.__name__ not in sys.argv[3:]:
        continue
    try:
        part()
    except Exception as e:  # the others may tell as much
        import traceback

        traceback.print_exception(e, limit=-3)
        failed.append(part.__name__)
print(", ".join(done))
print("failed: " + ", ".join(failed) if failed else "ok")
