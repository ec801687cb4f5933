"""One media-stream socket, from its first message to its last: messages in, a live call that lives on them."""

import asyncio
from collections.abc import AsyncIterator

import structlog

from portfolio.failures import BadInput, Unavailable
from telephony.live_call import LiveCall
from telephony.live_calls import LiveCalls
from telephony.media_stream import Connected, Malformed, Started, Stopped, parse
from telephony.ports import Line, Metrics
from telephony.stream_token import StreamPass

START_WITHIN_S = 10.0
MOST_MALFORMED = 500

log = structlog.get_logger(__name__)


async def serve(messages: AsyncIterator[str], line: Line, stream_pass: StreamPass, calls: LiveCalls, metrics: Metrics) -> None:
    """Returns when the socket is over and everything that it began is freed.

    Messages that do not fit are counted and skipped; a flood of them, or no `start` in time, ends the socket.
    """
    started = await _first_start(messages, stream_pass, metrics)
    if started is None:
        await line.close()
        return
    try:
        call, talking = await calls.begin(stream_pass, started, line)
    except Exception as error:  # the caller is on the line: say it, whatever it was
        log.error("call_not_answered", call_id=stream_pass.call_id, kind=type(error).__name__)
        await _apologise(stream_pass, calls)
        await line.close()
        return
    reading = asyncio.create_task(_read(messages, started.stream_id, call, metrics))
    try:
        await asyncio.wait({talking, reading}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        call.leave("socket_lost" if reading.done() else "shutdown")
        reading.cancel()
        await asyncio.shield(talking)  # a server that gives up on the socket does not stop the call from being put away


async def _first_start(messages: AsyncIterator[str], stream_pass: StreamPass, metrics: Metrics) -> Started | None:
    try:
        async with asyncio.timeout(START_WITHIN_S):
            async for message in messages:
                event = parse(message)
                if isinstance(event, Started):
                    if event.call_id == stream_pass.call_id:
                        return event
                    log.warning("stream_of_another_call", call_id=stream_pass.call_id)
                    return None
                if not isinstance(event, Connected):
                    metrics.count(f"malformed_{event.why}" if isinstance(event, Malformed) else "unexpected_event")
    except TimeoutError:
        log.warning("stream_never_started", call_id=stream_pass.call_id)
    return None


async def _read(messages: AsyncIterator[str], stream_id: str, call: LiveCall, metrics: Metrics) -> None:
    malformed = 0
    async for message in messages:
        event = parse(message, stream_id)
        if isinstance(event, Malformed):
            malformed += 1
            if malformed > MOST_MALFORMED:
                metrics.count("malformed_flood")
                return
        if isinstance(event, Started):
            if event.call_id != call.call_id:
                metrics.count("stream_of_another_call")
                continue
            stream_id = event.stream_id
        call.take(event)
        if isinstance(event, Stopped):
            return


async def _apologise(stream_pass: StreamPass, calls: LiveCalls) -> None:
    try:
        async with asyncio.timeout(5):
            await calls.apologise(stream_pass)
    except (BadInput, Unavailable, TimeoutError) as error:
        log.warning("apology_failed", call_id=stream_pass.call_id, kind=type(error).__name__)
