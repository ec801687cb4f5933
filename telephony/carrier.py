"""Call control for calls that no carrier carries: the phone page, whose line is the socket itself."""

from portfolio.failures import BadInput


class NoCarrier:
    """There is no line besides the socket: ending and redirecting find nothing to do."""

    async def dial(self, number: str, attempt_id: str) -> str:
        """Nobody can be called without a carrier."""
        raise BadInput("no carrier is set up; set GOODTERMS_TWILIO_ACCOUNT_SID, GOODTERMS_TWILIO_AUTH_TOKEN and GOODTERMS_TWILIO_FROM")

    async def redirect(self, call_id: str, twiml: str) -> bool:
        """Nothing to redirect."""
        return False

    async def end(self, call_id: str) -> bool:
        """Nothing to end."""
        return False

    async def add_agent(self, room: str, number: str, status_url: str) -> str:
        """No telephone can join."""
        raise BadInput("no carrier is set up, so no telephone can join the call; answer in the thread and the bot's voice speaks it")
