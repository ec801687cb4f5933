"""What to propose to whom: negotiation authority as a table (risk, treatment and campaigns get their rooms with their issues).
May not contact anyone: plain decisions only."""
