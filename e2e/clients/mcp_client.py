"""The library of the Model Context Protocol through the filter at the URL given. Any surprise is an exception."""
import asyncio

from asking import MESSAGE, TEXT, URL, ask, same
from mcp import Client, MCPError


async def main():
    async with Client(URL + "/mcp") as client:

        async def refused(text):
            try:
                got = await client.call_tool("lookup", {"text": text})
            except MCPError as e:
                same((e.code, e.message), (-32000, MESSAGE))
                return
            raise AssertionError(f"a refusal is no error, but {got!r}")

        for where in "", " in a stream":
            got = await client.call_tool("lookup", {"text": ask("text") + where})
            same(got.content[0].text, TEXT)
            await refused(ask("secret") + where)
            await refused(ask("leak-first") + where)


asyncio.run(asyncio.wait_for(main(), 60))
print("ok")
