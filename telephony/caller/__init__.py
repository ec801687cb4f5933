"""A simulated caller: Twilio and a person at its other end, over the real webhooks and socket; for `ring`, the bench and tests.
Imports nothing of the service but its failures: what it believes of Twilio is written down here a second time, from the contract."""

from telephony.caller.call import CallReport, Exchange, SimulatedCall

__all__ = ["CallReport", "Exchange", "SimulatedCall"]
