"""How the command line reaches a running stack, or starts one for as long as it needs it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import count

import httpx

from app.run_state import RunState, free_port, only_one, read_run_state
from app.settings import Settings, load_secrets
from app.up import stack


@dataclass(frozen=True)
class Reached:
    """A stack that answers. `token` opens the internal doors."""

    service_url: str
    rasa_url: str
    token: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """For the internal doors."""
        return {"Authorization": f"Bearer {self.token}"}


@contextlib.asynccontextmanager
async def reach(settings: Settings, say: Callable[[str], None]) -> AsyncIterator[Reached]:
    """The running stack of this state folder; without one, its own on free ports, stopped at the end."""
    token = load_secrets(settings).internal_token
    running = await _running(settings, say)
    if running:
        yield Reached(running.service_url, running.rasa_url, token)
        return
    own = settings.model_copy(update={"port": free_port(), "rasa_port": free_port()})
    say("no running Goodterms was found here: starting one for this command")
    async with stack(own, say, worker=False) as state:
        yield Reached(state.service_url, state.rasa_url, token)


async def _running(settings: Settings, say: Callable[[str], None]) -> RunState | None:
    """The stack of this folder, once it is up if it is only starting; None where nobody starts one."""
    for waited in count():
        state = read_run_state(settings.state_dir)
        if state and await _answers(state.service_url):
            return state
        with only_one(settings.state_dir) as nobody_runs:
            if nobody_runs:
                return None
        if waited == 0:
            say("Goodterms is starting here: waiting until it is up")
        await asyncio.sleep(0.3)
    return None


async def _answers(url: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=3) as client:
            return (await client.get(f"{url}/health")).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
