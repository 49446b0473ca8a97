"""Records and mentions → claims with evidence: one module a record kind."""
