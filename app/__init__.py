"""Outermost: settings, wiring, HTTP, command line, worker, console (desk, phone) and chat.
Nobody imports it; `wiring.py` is the only place where things are joined."""
