"""What the law and courtesy allow: the contact gate, the rulebooks (data), disclosures, the wording guard.
May not talk, dial, or open anything: plain functions over facts that it is handed."""
