"""Debtors, accounts, money, promises, contact attempts and the ledger (SQL), and how data gets in.
May not know channels' technology, dialogue, law or agents: every other room of ours may import it, it imports none."""
