"""Reads a stream of a WebSocketGateway in order, beside other replicas: see examples/README.md."""

import os
import pathlib
import signal
import sys
import time

import redis

GATEWAY, STREAM, GROUP = os.environ["GATEWAY"], os.environ["STREAM"], os.environ["GROUP"]
CONSUMER, MOST = os.environ["CONSUMER"], int(os.environ["PARTITIONS"])
LEASE_MS, BATCH, MAX_DELIVERIES = 5000, 10, 5

client = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True, socket_timeout=2)
scripts = pathlib.Path(os.environ["SCRIPTS"])
partitions, take, read, acknowledge, release = (
    client.register_script((scripts / f"{name}.lua").read_text())
    for name in ("partitions", "take", "read", "acknowledge", "release")
)


def key(partition, what):
    return f"wsg:{{{GATEWAY}/s/{STREAM}/{partition}}}:{what}"


def handle(partition, entry_id, fields):
    """Your work. It may see a message again, with the same partition and id: remember what is done."""
    print(partition, entry_id, fields["key"], fields["data"], flush=True)


def work(partition, token):
    """Handles what waits in one partition; the number of messages, or None when somebody else has it."""
    lease, entries = key(partition, f"lease:{GROUP}"), key(partition, "entries")
    status, *batch = read(
        keys=[lease, entries, key(partition, f"dead:{GROUP}")],
        args=[token, GROUP, CONSUMER, BATCH, MAX_DELIVERIES],
    )
    if status == "stale":
        return None
    for entry_id, flat in batch:
        handle(partition, entry_id, dict(zip(flat[::2], flat[1::2])))
        if acknowledge(keys=[lease, entries], args=[token, GROUP, entry_id])[0] == "stale":
            return None
    return len(batch)


def turn(owned):
    """Takes or keeps leases and works once on each; the number of messages."""
    handled = 0
    readable = partitions(keys=[f"wsg:{{{GATEWAY}}}:layouts", f"wsg:{{{GATEWAY}}}:finished"], args=[STREAM, GROUP])
    for gone in set(owned) - set(readable):
        release(keys=[key(gone, f"lease:{GROUP}")], args=[owned.pop(gone)])
    for partition in readable:
        if partition not in owned and len(owned) >= MOST:
            continue
        status, value = take(keys=[key(partition, f"lease:{GROUP}")], args=[CONSUMER, LEASE_MS])
        count = work(partition, value) if status == "taken" else None
        if count is None:
            owned.pop(partition, None)
        else:
            owned[partition] = value
            handled += count
    return handled


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
owned = {}
try:
    while True:
        try:
            if turn(owned) == 0:
                time.sleep(0.1)
        except redis.RedisError as error:
            print(error, file=sys.stderr)
            time.sleep(1)
finally:
    for partition, token in owned.items():
        release(keys=[key(partition, f"lease:{GROUP}")], args=[token])
