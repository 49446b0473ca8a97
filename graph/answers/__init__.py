"""Questions in both languages of the stores, evidence chains, checks."""
