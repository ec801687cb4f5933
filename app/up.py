"""`goodterms up`: everything on one machine. Each step says what it does; what was started is stopped in reverse order."""

import asyncio
import contextlib
import os
import secrets as chance
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.child import Child, ChildFailed, ChildSpec, die_with_parent
from app.embedded_redis import embedded_redis
from app.embedding_model import prepare_embedding_model
from app.rasa_process import rasa_child, rasa_environment
from app.run_state import RunState, free_port, only_one, port_is_taken, remove_run_state, write_run_state
from app.settings import Env, Secrets, Settings, load_secrets
from app.speech_models import prepare_speech_models, uses_tryout_models
from app.training import model_path
from portfolio.failures import BadInput

Step = Callable[[str], None]


class AlreadyRuns(BadInput):
    """Another process runs a stack on this state folder."""


@contextlib.asynccontextmanager
async def stack(settings: Settings, say: Step, worker: bool = True) -> AsyncIterator[RunState]:
    """Starts Redis (embedded unless one is given), Rasa, service and worker; all are ready inside the context and gone after it."""
    async with contextlib.AsyncExitStack() as opened:
        if not opened.enter_context(only_one(settings.state_dir)):
            raise AlreadyRuns(
                f"Goodterms already runs or starts in {settings.state_dir}; stop it first, or set GOODTERMS_STATE_DIR to another folder"
            )
        _refuse_taken_ports(settings)
        secrets = load_secrets(settings)
        say("preparing speech models")
        models = await asyncio.to_thread(prepare_speech_models, settings, say)
        embedding = await asyncio.to_thread(prepare_embedding_model, settings, say)
        settings = settings.model_copy(update={"embedding_model": embedding})
        say("training the dialogue model (only when its data changed)")
        model = await _trained(settings, say)
        redis_url = settings.redis_url or await _start_redis(settings, opened, say)
        service_url = settings.local_url
        shared = {
            "GOODTERMS_REDIS_URL": redis_url,
            "GOODTERMS_STATE_DIR": str(settings.state_dir.resolve()),
            "GOODTERMS_PORT": str(settings.port),
            "GOODTERMS_RASA_PORT": str(settings.rasa_port),
            "GOODTERMS_VOSK_ZH_CN": str(models["zh-CN"]),
            "GOODTERMS_VOSK_EN_US": str(models["en-US"]),
        }
        say("starting Rasa, the service and the worker")
        children = _children(settings, secrets, model, redis_url, service_url, shared, worker)
        await _start_together(children, opened)
        state = RunState(os.getpid(), service_url, settings.rasa_url, redis_url)
        write_run_state(settings.state_dir, state)
        opened.callback(remove_run_state, settings.state_dir)
        yield state


def _refuse_taken_ports(settings: Settings) -> None:
    for name, host, port in (("GOODTERMS_PORT", settings.host, settings.port), ("GOODTERMS_RASA_PORT", "127.0.0.1", settings.rasa_port)):
        if port_is_taken(host, port):
            raise BadInput(f"port {port} is taken by another program; stop it or set {name} to a free one")


async def _trained(settings: Settings, say: Step) -> Path:
    """The model of the present data; training runs in a process of its own, so that Ctrl-C ends it at once."""
    model = model_path(settings)
    if model.exists():
        return model
    own = {"GOODTERMS_STATE_DIR": str(settings.state_dir.resolve()), "GOODTERMS_EMBEDDING_MODEL": settings.embedding_model}
    command = (sys.executable, "-m", "app.cli", "train")
    training = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, **own},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    try:
        last = ""
        while training.stdout and (line := await training.stdout.readline()):
            last = line.decode(errors="replace").strip()
            say(last)
        if await training.wait() != 0:
            raise BadInput(f"training failed: {last}")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(training.pid, signal.SIGKILL)
    return model


async def _start_redis(settings: Settings, opened: contextlib.AsyncExitStack, say: Step) -> str:
    say("starting embedded Redis")
    port, password = free_port(settings.port, settings.rasa_port), chance.token_urlsafe(24)
    child = Child(embedded_redis(settings.state_dir.resolve(), port, password))
    opened.push_async_callback(child.stop)
    await child.start()
    return f"redis://:{password}@127.0.0.1:{port}/0"


def _children(
    settings: Settings, secrets: Secrets, model: Path, redis_url: str, service_url: str, shared: dict[str, str], worker: bool
) -> list[Child]:
    rasa_env = rasa_environment(redis_url, service_url, secrets.internal_token, settings.embedding_model)
    logs = settings.state_dir / "logs"

    async def service_ready() -> bool:
        return await _answers(f"{service_url}/health")

    async def at_once() -> bool:
        return True

    own = [sys.executable, "-m", "app.cli"]
    specs = [
        ChildSpec("service", [*own, "service"], logs / "service.log", service_ready, shared),
        rasa_child(settings.state_dir, model, settings.rasa_port, secrets.internal_token, rasa_env),
    ]
    if worker:
        specs.append(ChildSpec("worker", [*own, "worker"], logs / "worker.log", at_once, shared))
    return [Child(spec) for spec in specs]


async def _start_together(children: list[Child], opened: contextlib.AsyncExitStack) -> None:
    for child in children:
        opened.push_async_callback(child.stop)
    starts = [asyncio.create_task(child.start()) for child in children]
    try:
        await asyncio.gather(*starts)
    except BaseException:
        for start in starts:
            start.cancel()
        raise


async def _answers(url: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2) as client:
            return (await client.get(url)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


async def run_until_stopped(settings: Settings, console: Console) -> None:
    """The whole life of `goodterms up`. Raises BadInput or ChildFailed with a line that says what to do."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stopping.set)
    serving = asyncio.create_task(_serve(settings, console))
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not serving.done():
        console.print("stopping ...")
        serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _serve(settings: Settings, console: Console) -> None:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("starting", total=None)

        def say(text: str) -> None:
            progress.update(task, description=text)
            if not console.is_terminal:
                console.print(text)

        async with stack(settings, say) as state:
            progress.stop()
            _print_addresses(settings, state, console)
            await asyncio.Event().wait()


def _print_addresses(settings: Settings, state: RunState, console: Console) -> None:
    url = state.service_url
    console.print(f"\n[bold]Goodterms is up[/bold]  ({settings.env})", highlight=False)
    rows = [
        ("a phone in the browser", f"{url}/phone"),
        ("chat as a debtor", f"{url}/demo/chat"),
        ("the agents' desk", f"{url}/desk"),
        ("API", f"{url}/docs"),
    ]
    for what, address in rows if settings.env is Env.DEMO else rows[2:]:
        console.print(f"  {what:<24}{address}", highlight=False)
    accounts = settings.state_dir / "demo-accounts.txt"
    if settings.env is Env.DEMO and accounts.exists():
        console.print("  demo accounts:")
        for line in accounts.read_text().splitlines():
            console.print(f"    {line}", highlight=False)
    if uses_tryout_models(settings):
        console.print(
            "  speech recognition: small models of our own, for trying out and tests only. Real callers need official Vosk models:\n"
            "  set GOODTERMS_VOSK_ZH_CN=vosk-model-small-cn-0.22 and GOODTERMS_VOSK_EN_US=vosk-model-small-en-us-0.15",
            highlight=False,
            soft_wrap=True,
        )
    console.print("  Ctrl-C stops everything\n", highlight=False)


__all__ = ["ChildFailed", "run_until_stopped", "stack"]
