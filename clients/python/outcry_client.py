"""A participant of a live Outcry market in Python: joins, quotes, and prints its fills.

Needs nats-py (pip install nats-py). Messages are cells of 64 bytes, little-endian: docs/protocol.md.

    python outcry_client.py --nats nats://127.0.0.1:4222 --market tiny --participant noise/0
"""

import argparse
import asyncio
import json
import signal
import struct
import time

import nats

CELL = 64
VERSION = 1
NEW_ORDER, CANCEL_ORDER, DISCONNECT = 16, 17, 20
PARTIAL_FILL, FILL = 34, 35
BUY, SELL = 1, 2
LIMIT, DAY = 1, 1
REPORTS = {
    32: "accepted", 33: "rejected", 34: "partial fill", 35: "fill", 36: "cancelled",
    37: "replaced", 38: "expired", 39: "refused", 40: "mass cancelled",
}
# Reports after which an order is not in the market any more.
LAST = {33, FILL, 36, 38}


def cells(frame):
    """Splits a frame into messages: each says in its second byte how many cells it takes."""
    at = 0
    while at + CELL <= len(frame):
        size = frame[at + 1] * CELL
        if size == 0:
            return
        yield frame[at : at + size]
        at += size


class Client:
    """One participant. It is who its subject says; the number it puts into messages is not believed."""

    def __init__(self, connection, market, participant, info):
        self.nc = connection
        self.market = market
        self.token = participant.replace("/", ".")
        keys = [v["name"] + "/0" for v in info["scenario"]["venues"]]
        for group in info["scenario"]["groups"]:
            keys += [f"{group['name']}/{n}" for n in range(group["count"])]
        self.id = keys.index(participant)
        self.zero, self.speed = int(info["zero"]), info["speed"]
        session = info["sessions"][self.id]
        # Numbers go on from those of an earlier process, beyond what may still be on its way.
        self.sequence = session["sequence"] + (16384 if session["sequence"] else 0)
        self.order = session["ended"] * 2**22
        self.fills = []
        self.open = set()
        self.flat = asyncio.Event()

    @classmethod
    async def join(cls, servers, market, participant, **options):
        """Waits for the market's exchange, and joins as `participant`."""
        connection = await nats.connect(servers, **options)
        while True:
            try:
                answer = await connection.request(f"outcry.{market}.ask.info", b"", timeout=1)
                info = json.loads(answer.data)
                if info["isCurrent"]:
                    break
            except (nats.errors.TimeoutError, nats.errors.NoRespondersError):
                pass
            await asyncio.sleep(0.2)
        client = cls(connection, market, participant, info)
        reports = f"outcry.{market}.reports.{client.token}"
        await connection.subscribe(reports, cb=client._hear)
        client._beats = asyncio.create_task(client._beat())
        return client

    async def _beat(self):
        """Who is not heard for five seconds has its orders cancelled."""
        while True:
            await self.nc.publish(f"outcry.{self.market}.beat.{self.token}", b"")
            await asyncio.sleep(1)

    async def _hear(self, message):
        for cell in cells(message.data):
            kind = cell[2]
            order, price, size = struct.unpack_from("<III", cell, 32)
            if kind in LAST:
                self.open.discard(order)
                if not self.open:
                    self.flat.set()
            if kind in (PARTIAL_FILL, FILL):
                side = cell[48]
                self.fills.append((side, price, size))
                print(f"{'bought' if side == BUY else 'sold'} {size} at {price} (order {order})", flush=True)
            elif kind in REPORTS:
                print(f"order {order}: {REPORTS[kind]}", flush=True)

    def _header(self, kind):
        self.sequence += 1
        now = int((time.time_ns() - self.zero) * self.speed)
        return bytearray(
            struct.pack("<BBBBIIIdd", VERSION, 1, kind, 0, self.id, 0, self.sequence, now, 0)
            + bytes(CELL - 32)
        )

    async def _send(self, cell):
        """Sends until the stream has it: the exchange takes each number once."""
        js = self.nc.jetstream()
        while True:
            try:
                return await js.publish(f"outcry.{self.market}.orders.{self.token}", bytes(cell), timeout=2)
            except nats.errors.TimeoutError:
                continue
            except nats.js.errors.NoStreamResponseError:
                # The exchange has cut us off for sending too much, or the server has just come back.
                await asyncio.sleep(0.2)

    async def limit(self, side, price, size, instrument=0):
        """A limit order for the day. Returns its number."""
        self.order += 1
        self.open.add(self.order)
        self.flat.clear()
        cell = self._header(NEW_ORDER)
        struct.pack_into("<III", cell, 32, self.order, price, size)
        struct.pack_into("<BBB", cell, 48, side, LIMIT, DAY)
        struct.pack_into("<H", cell, 52, instrument)
        await self._send(cell)
        return self.order

    async def cancel(self, order, instrument=0):
        cell = self._header(CANCEL_ORDER)
        struct.pack_into("<I", cell, 32, order)
        struct.pack_into("<H", cell, 52, instrument)
        await self._send(cell)

    async def leave(self):
        """Ends its session: its orders are cancelled, and what the exchange says to that is heard."""
        await self._send(self._header(DISCONNECT))
        if self.open:
            try:
                await asyncio.wait_for(self.flat.wait(), 5)
            except asyncio.TimeoutError:
                print(f"{len(self.open)} orders: nothing was heard of their end", flush=True)
        self._beats.cancel()
        await self.nc.drain()


async def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--nats", default="nats://127.0.0.1:4222")
    arguments.add_argument("--market", required=True)
    arguments.add_argument("--participant", required=True, help="such as noise/0")
    arguments.add_argument("--key", help="a file with its nkey seed")
    arguments.add_argument("--bid", type=int, default=9_990, help="ticks")
    arguments.add_argument("--ask", type=int, default=10_010, help="ticks")
    arguments.add_argument("--size", type=int, default=1, help="lots")
    arguments.add_argument("--seconds", type=float, default=10)
    asked = arguments.parse_args()
    # Whoever stops it, by Ctrl-C too, ends the session and no more.
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    options = {}
    if asked.key is not None:
        token = asked.participant.replace("/", "-")
        options = {"nkeys_seed": asked.key, "inbox_prefix": f"_INBOX_{token}".encode()}
    client = await Client.join(asked.nats, asked.market, asked.participant, **options)
    await client.limit(BUY, asked.bid, asked.size)
    await client.limit(SELL, asked.ask, asked.size)
    try:
        await asyncio.wait_for(stop.wait(), asked.seconds)
    except asyncio.TimeoutError:
        pass
    await client.leave()
    print(f"{len(client.fills)} fills", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
