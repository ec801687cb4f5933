"""Talks to the Rasa process on loopback: a turn over its REST webhook, a parse for `goodterms parse`. Every wait is bounded."""

from collections.abc import Mapping
from typing import Any

import httpx

from bot.ports import Message
from bot.understanding.parse import has_words
from portfolio.failures import Unavailable

TURN_S = 3.0


class RasaClient:
    """One per process; keeps its connections open. `close` it at the end."""

    def __init__(
        self, url: str, token: str | None = None, timeout_s: float = TURN_S, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        params = {"token": token} if token else {}
        self._http = httpx.AsyncClient(base_url=url, params=params, timeout=timeout_s, transport=transport, trust_env=False)

    async def turn(self, message: Message) -> Mapping[str, Any]:
        """The reply that the chosen move gave. Raises Unavailable where Rasa, its store or the action endpoint is away."""
        metadata = {
            "expects": message.expects,
            "verified": message.verified,
            "locale": message.locale.value,
            "channel": message.channel.value,
            "now": message.now.isoformat(),
            "alternatives": list(message.alternatives),
            "count": message.count,
            "written": message.written,
        }
        body = {"sender": message.conversation_id, "message": message.text, "metadata": metadata}
        answers = await self._post("/webhooks/rest/webhook", body)
        for answer in answers if isinstance(answers, list) else ():
            if isinstance(custom := answer.get("custom"), dict) and "says" in custom:
                return custom
        raise Unavailable("rasa", "no reply")

    async def parse(self, text: str) -> Mapping[str, Any]:
        """Intent, confidence and ranking of one text; nothing of one without words. A leading slash is dropped: words stay words."""
        if not has_words(text):
            return {}
        found = await self._post("/model/parse", {"text": text.lstrip("/ ")})
        if not isinstance(found, dict):
            raise Unavailable("rasa", "no parse")
        return found

    async def ready(self) -> bool:
        """A model is loaded and answers."""
        try:
            return (await self._http.get("/status")).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()

    async def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        try:
            response = await self._http.post(path, json=body)
            response.raise_for_status()
            return response.json()
        except (httpx.HTTPError, ValueError) as away:
            raise Unavailable("rasa", type(away).__name__) from None
