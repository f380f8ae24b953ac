"""One client of the released Python SDK; what happens goes to stdout, a line of JSON each.

    client.py URL CHANNEL

It connects, subscribes, and stays until stdin ends.
"""

import asyncio
import json
import sys

from centrifuge import Client, SubscriptionEventHandler


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


class Events(SubscriptionEventHandler):
    def __init__(self, channel):
        self.channel = channel

    async def on_subscribed(self, ctx):
        say("subscribed", channel=self.channel, wasRecovering=ctx.was_recovering, recovered=ctx.recovered)

    async def on_publication(self, ctx):
        say("publication", channel=self.channel, offset=ctx.pub.offset, data=ctx.pub.data)


async def main(url, channel):
    client = Client(url, min_reconnect_delay=0.05, max_reconnect_delay=0.5)
    subscription = client.new_subscription(
        channel, events=Events(channel), min_resubscribe_delay=0.05, max_resubscribe_delay=0.5
    )
    await client.connect()
    await subscription.subscribe()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main(*sys.argv[1:]))
