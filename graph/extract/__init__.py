"""Text → mentions, observations and modality: spaCy components over SudachiPy tokens, rules and reference data."""

VERSION = "rules-9"  # part of what claims read from text rest on: changes when the same text may give other mentions
